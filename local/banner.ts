/** What `npm start` says when it is ready: a text for people, a line of JSON for programs. */
import type { FunctionDescription } from './host/host';
import type { Stack } from './stack';
import { bulkUploadUrl, logsUrl } from './urls';

export type ReadyStack = Pick<Stack, 'baseUrl' | 'identity' | 'functions'> & {
  readonly issuer: Pick<Stack['issuer'], 'tokenEndpoint'>;
};

/** One line. Names are a contract with scripts: add, never rename. */
export function readyLine({ baseUrl, identity, issuer }: ReadyStack): string {
  return JSON.stringify({
    baseUrl,
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
  });
}

export interface BannerFacts {
  /** For the lines to paste; lasts an hour. */
  readonly token: string;
  /** The sample upload, as the shell finds it. */
  readonly sampleFile: string;
  readonly dataFolder: string;
  /** Whether to list every function: for who develops them. */
  readonly verbose: boolean;
}

export function banner(stack: ReadyStack, { token, sampleFile, dataFolder, verbose }: BannerFacts): string {
  const { baseUrl, identity, issuer, functions } = stack;
  const upload = bulkUploadUrl(baseUrl, identity);
  const logs = logsUrl(baseUrl, identity);
  const { client, uploadClient, servicePrincipalId, jobId } = identity;
  return `${verbose ? `\n${functionTable(functions)}\n` : ''}
Muster is ready.

  Endpoint  ${upload}
  Logs      ${logs}
  Tokens    ${issuer.tokenEndpoint}
            client ${client.clientId}, secret ${client.clientSecret}: may do everything
            client ${uploadClient.clientId}, secret ${uploadClient.clientSecret}: may upload
  Data      ${dataFolder}

Upload two people (the token is good for an hour):

curl -sSi ${quote(upload)} -H 'Content-Type: application/scim+json' -H 'Authorization: Bearer ${token}' --data-binary ${quote(`@${sampleFile}`)}

See in the log what became of them:

curl -sS ${quote(logs)} -H 'Authorization: Bearer ${token}'

For the commands of the documents, and whenever the token has run out:

export MUSTER=${quote(baseUrl)} SP=${servicePrincipalId} JOB=${jobId} TOKEN="$(curl -sS ${quote(issuer.tokenEndpoint)} -d grant_type=client_credentials -d client_id=${client.clientId} -d client_secret=${client.clientSecret} -d scope=https://graph.microsoft.com/.default | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')"

Ctrl-C stops everything.
`;
}

function functionTable(functions: readonly FunctionDescription[]): string {
  const width = Math.max(...functions.map(({ name }) => name.length));
  return functions.map(({ kind, name, detail }) => `  ${kind.padEnd(5)}  ${name.padEnd(width)}  ${detail}`).join('\n');
}

/** For a POSIX shell. A quote in a URL is percent-encoded instead, which reads better. */
function quote(text: string): string {
  return text.startsWith('http') ? `'${text.replaceAll("'", '%27')}'` : `'${text.replaceAll("'", `'\\''`)}'`;
}
