/**
 * docs/send.md: the examples whose runtimes are not where the tests run, PowerShell and C#. What each would send is read out of its text, held
 * to what the curl of the same page sends (which runs, `test/contracts/clients/`), and sent. Whether the runtimes take the text is not tried.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openFunctions, UPLOADER } from '../../support/functionHost';
import { createWorkbench, JOB_ID, PRINCIPAL_ID } from '../../support/workbench';

const PAGE = readFileSync(join(__dirname, '../../../docs/send.md'), 'utf8');

interface Sent {
  /** With `{MUSTER}`, `{SP}` and `{JOB}` for what the reader fills in. */
  readonly url: string;
  readonly method: string;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly file: string;
}

const blocks = (language: string) =>
  [...PAGE.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, code = '']) => code).join('\n');

/** The first group of the pattern. @throws {Error} where the example has no such part */
function part(code: string, pattern: RegExp): string {
  const [, found] = pattern.exec(code) ?? [];
  if (found === undefined) throw new Error(`The example has no ${pattern}.`);
  return found;
}

/** `$SP`, `$env:SP`, `{sp}` → `{SP}`. */
const blanks = (text: string) =>
  text.replace(
    /\$(?:env:)?(\w+)|\{(\w+)\}/g,
    (_, shell?: string, sharp?: string) => `{${(shell ?? sharp)?.toUpperCase()}}`,
  );

/** A token and a request id are the sender's; what matters is that there is one, and how it is written. */
const value = (text: string) =>
  blanks(text)
    .replace('{TOKEN}', 'TOKEN')
    .replace(/^(?:\{REQUEST_ID\}|\[guid\]::NewGuid\(\)|Guid\.NewGuid\(\)\.ToString\(\))$/, 'GUID');

function curl(code: string): Sent {
  const command = part(code, /(curl [^\n]*\/bulkUpload" \\\n[^\n]*)/);
  const headers = [...command.matchAll(/-H ["']([^:]+): ([^"']+)["']/g)];
  return {
    url: blanks(part(command, /"(\$MUSTER[^"]*)"/)),
    method: 'POST', // what --data-binary makes of it
    headers: Object.fromEntries(headers.map(([, name = '', text = '']) => [name.toLowerCase(), value(text)])),
    file: part(command, /--data-binary @(\S+)/),
  };
}

function powerShell(code: string): Sent {
  const command = part(code, /(Invoke-WebRequest [\s\S]*)/);
  const pairs = part(command, /-Headers @\{([^}]*)\}/).split(';');
  const headers = pairs.map((pair) => pair.split('=').map((text) => text.trim().replace(/^["']|["']$/g, '')));
  return {
    url: blanks(part(command, /Invoke-WebRequest "([^"]*)"/)),
    method: part(command, /-Method (\w+)/).toUpperCase(),
    headers: {
      ...Object.fromEntries(headers.map(([name = '', text = '']) => [name.toLowerCase(), value(text)])),
      'content-type': part(command, /-ContentType '([^']*)'/),
    },
    file: part(command, /-InFile (\S+)/),
  };
}

function cSharp(code: string): Sent {
  const scheme = part(code, /Authorization = new\("(\w+)", token\.Token\)/);
  const type = part(code, /ContentType = new\("([^"]+)"\)/);
  const charset = part(code, /CharSet = "([^"]+)"/);
  const [, name = '', text = ''] = /Headers\.Add\("([^"]+)", ([^;]+)\);/.exec(code) ?? [];
  expect(part(code, /BaseAddress = new Uri\((\w+)\)/)).toBe('muster');
  return {
    url: `{MUSTER}/${blanks(part(code, /PostAsync\(\$"([^"]+)"/))}`,
    method: 'POST',
    headers: {
      authorization: `${scheme} TOKEN`,
      'content-type': `${type}; charset=${charset}`,
      [name.toLowerCase()]: value(text),
    },
    file: part(code, /ReadAllText\("([^"]+)"\)/),
  };
}

const CURL = curl(blocks('sh'));
const EXAMPLES = [
  { name: 'PowerShell', sent: powerShell(blocks('powershell')) },
  { name: 'C#', sent: cSharp(blocks('csharp')) },
];

test('curl sends what section 2 tells', () => {
  expect(CURL).toEqual({
    url: '{MUSTER}/v1.0/servicePrincipals/{SP}/synchronization/jobs/{JOB}/bulkUpload',
    method: 'POST',
    headers: { authorization: 'Bearer TOKEN', 'content-type': 'application/scim+json', 'client-request-id': 'GUID' },
    file: 'upload.json',
  });
});

test.each(EXAMPLES)('$name would send what curl sends', ({ sent }) => {
  const { 'content-type': type = '', ...headers } = sent.headers;
  expect({ ...sent, headers: { ...headers, 'content-type': type.replace('; charset=utf-8', '') } }).toEqual(CURL);
});

test.each(EXAMPLES)('what $name would send is accepted, by the permission that the page names', async ({ sent }) => {
  const host = await openFunctions(await createWorkbench(), ['index']);
  const path = sent.url.replace('{MUSTER}', '').replace('{SP}', PRINCIPAL_ID).replace('{JOB}', JOB_ID);
  const headers = { ...sent.headers, 'client-request-id': '2c1f0a52-7d3b-4c57-9d0e-1d6e00d1d002' };
  const body = part(PAGE, /> upload\.json <<'JSON'\n([\s\S]*?)\nJSON/);
  const { status, headers: answered } = await host.call(`${sent.method} ${path}`, { roles: UPLOADER, headers, body });
  expect(status).toBe(202);
  expect(Object.keys(answered).map((name) => name.toLowerCase())).toContain('muster-upload-id'); // which C# reads
});

test('PowerShell asks for its token as curl does', () => {
  const asked = part(blocks('sh'), /(curl -sS "\$TOKEN_ENDPOINT"[\s\S]*?)\| sed/);
  const ofCurl = [...asked.matchAll(/-d "?(\w+)=([^"\s]+)"?/g)].map(([, name = '', text = '']) => [name, blanks(text)]);
  const form = part(blocks('powershell'), /-Body @\{([^}]*)\}/).split(';');
  const pairs = form.map((pair) => pair.split(' = ').map((text) => text.trim().replace(/^'|'$/g, '')));
  expect(Object.fromEntries(pairs.map(([name, text = '']) => [name, blanks(text)]))).toEqual(
    Object.fromEntries(ofCurl),
  );
  expect(part(blocks('powershell'), /Invoke-RestMethod \$env:(\w+) -Method Post/)).toBe('TOKEN_ENDPOINT');
});
