/** What `npm start` says when it is ready: a text for people, a line of JSON for programs. */
import type { FunctionDescription } from './host/host';
import type { Stack } from './stack';
import { bulkUploadUrl, consoleUrl, logsUrl } from './urls';

export type ReadyStack = Pick<Stack, 'baseUrl' | 'authorityFile' | 'identity' | 'signInCode' | 'functions'> & {
  readonly issuer: Pick<Stack['issuer'], 'tokenEndpoint'>;
};

/** One line. Names are a contract with scripts: add, never rename. */
export function readyLine({ baseUrl, authorityFile, identity, issuer, signInCode }: ReadyStack): string {
  return JSON.stringify({
    baseUrl,
    ...(authorityFile !== undefined && { authorityFile }),
    tokenEndpoint: issuer.tokenEndpoint,
    tenantId: identity.tenantId,
    clientId: identity.client.clientId,
    clientSecret: identity.client.clientSecret,
    servicePrincipalId: identity.servicePrincipalId,
    jobId: identity.jobId,
    bulkUploadUrl: bulkUploadUrl(baseUrl, identity),
    logsUrl: logsUrl(baseUrl, identity),
    uploadClientId: identity.uploadClient.clientId,
    uploadClientSecret: identity.uploadClient.clientSecret,
    consoleUrl: consoleUrl(baseUrl),
    consoleCode: signInCode,
  });
}

export interface BannerFacts {
  /** Paths as the shell of who reads it finds them. */
  readonly peopleFile: string;
  readonly sampleFile: string;
  readonly dataFolder: string;
  /** Holds a header with a token that is good. */
  readonly authorizationFile: string;
  /** Whether to list every function: for who develops them. */
  readonly verbose: boolean;
}

/** Fifteen short lines: where it runs, and three things to try. */
export function banner(stack: ReadyStack, facts: BannerFacts): string {
  const { baseUrl, authorityFile, identity, signInCode, functions } = stack;
  const { peopleFile, sampleFile, dataFolder, authorizationFile, verbose } = facts;
  const upload = quote(bulkUploadUrl(baseUrl, identity));
  const isPlain = authorityFile === undefined;
  const trust = isPlain
    ? ''
    : `\nTrust ${authorityFile} (Node: export NODE_EXTRA_CA_CERTS=${shellWord(authorityFile)})`;
  const curl = isPlain ? 'curl' : `curl --cacert ${shellWord(authorityFile)}`;
  return `${verbose ? `\n${functionTable(functions)}\n` : ''}
Muster is ready at ${baseUrl}
Console  ${consoleUrl(baseUrl)}  sign in with the code ${signInCode.replace(/\B(?=\d{4}$)/, ' ')}
Job      ${identity.jobId}
Data     ${dataFolder}${trust}

Try in another terminal:

  npx muster send ${shellWord(peopleFile)}
  npx muster logs --follow

or, as an HR system would:

  ${curl} -sSi ${upload} -H ${shellWord(`@${authorizationFile}`)} -H 'Content-Type: application/scim+json' --data-binary ${shellWord(`@${sampleFile}`)}

Ctrl-C stops everything.
`;
}

function functionTable(functions: readonly FunctionDescription[]): string {
  const width = Math.max(...functions.map(({ name }) => name.length));
  return functions.map(({ kind, name, detail }) => `  ${kind.padEnd(5)}  ${name.padEnd(width)}  ${detail}`).join('\n');
}

/** For a POSIX shell. A quote in a URL is percent-encoded, which reads better than one that is escaped. */
const quote = (url: string) => `'${url.replaceAll("'", '%27')}'`;

/** In quotes only where it must be. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
