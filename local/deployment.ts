/** Whether this process is a deployment. What is meant for development only (anybody may have a token) asks here first. */
import type { Environment } from './host/environment';

/** A deployed app has at least one of these; a laptop has none. */
const MARKS: readonly { readonly name: string; readonly holds: (value: string) => boolean }[] = [
  { name: 'NODE_ENV', holds: (value) => value.toLowerCase() === 'production' },
  // The Functions host takes anything but Development for a deployment.
  { name: 'AZURE_FUNCTIONS_ENVIRONMENT', holds: (value) => value.toLowerCase() !== 'development' },
  // App Service and every plan of Functions, and Container Apps.
  { name: 'WEBSITE_INSTANCE_ID', holds: () => true },
  { name: 'WEBSITE_SITE_NAME', holds: () => true },
  { name: 'CONTAINER_APP_NAME', holds: () => true },
];

export class DeployedError extends Error {
  constructor(mark: string) {
    super(`The development host does not run in a deployment, and ${mark} says that this is one.`);
    this.name = 'DeployedError';
  }
}

/** @throws {DeployedError} that names the variable which gives the deployment away */
export function refuseWhenDeployed(environment: Environment): void {
  for (const { name, holds } of MARKS) {
    const value = environment[name];
    if (value !== undefined && value !== '' && holds(value)) throw new DeployedError(`${name}=${value}`);
  }
}
