/** Whether this process is a deployment: what is meant for a laptop asks here first, and what is refused in a cloud too. */

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

/** @returns the variable that gives a deployment away, as `NAME=value`; `undefined` on a computer of one's own */
export function deploymentMark(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  for (const { name, holds } of MARKS) {
    const value = environment[name];
    if (value !== undefined && value !== '' && holds(value)) return `${name}=${value}`;
  }
  return undefined;
}
