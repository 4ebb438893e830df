/** What is meant for development only (anybody may have a token) does not run in a deployment. */
import { deploymentMark } from '../shared/deployment';
import type { Environment } from './host/environment';

export class DeployedError extends Error {
  constructor(mark: string) {
    super(`The development host does not run in a deployment, and ${mark} says that this is one.`);
    this.name = 'DeployedError';
  }
}

/** @throws {DeployedError} that names the variable which gives the deployment away */
export function refuseWhenDeployed(environment: Environment): void {
  const mark = deploymentMark(environment);
  if (mark !== undefined) throw new DeployedError(mark);
}
