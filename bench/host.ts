/** Budgets B7 and B9: what a person who waits would notice. Both run what `npm run build` made. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { bulkBody, people } from './people';
import { type BenchRow, median, percentile } from './row';

export interface Info {
  readonly baseUrl: string;
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly jobId: string;
  readonly bulkUploadUrl: string;
}

const UPLOADS = 120;
const POLL_MS = 20;

/** B7: from the 202 of a lone upload until its person's entry can be read, on an active job. */
export async function benchVisible(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
  const { info, stop } = await startHost(folder);
  try {
    const authorization = `Bearer ${await token(info)}`;
    const delays: number[] = [];
    for (const person of people(500_000, UPLOADS)) {
      const body = JSON.stringify(bulkBody([person]));
      const headers = { authorization, 'content-type': 'application/scim+json' };
      await fetch(info.bulkUploadUrl, { method: 'POST', body, headers });
      const accepted = performance.now();
      const filter = `jobid eq '${info.jobId}' and sourceIdentity/id eq '${person.externalId}'`;
      while (!(await isVisible(`${info.baseUrl}/v1.0/auditLogs/provisioning?$filter=${filter}`, authorization)))
        await wait(POLL_MS);
      delays.push((performance.now() - accepted) / 1_000);
    }
    return [
      { name: 'B7 accepted to visible, p99, seconds', value: percentile(delays, 0.99), budget: 2, bound: 'most' },
    ];
  } finally {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What `npm start` runs, on a port of its own. */
export async function startHost(folder: string): Promise<{ readonly info: Info; stop(): Promise<void> }> {
  const host = spawn(process.execPath, ['dist/local/start.js', '--json', '--port', '0', '--data', folder], {
    env: { ...process.env, XDG_STATE_HOME: join(folder, 'state') },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const info = JSON.parse(await firstLine(host.stdout)) as Info;
  return {
    info,
    stop: async () => {
      const exited = new Promise((resolve) => host.once('exit', resolve));
      host.kill('SIGTERM');
      await exited;
    },
  };
}

/** B9: loading the deployed entry, in a fresh process each time. */
export async function benchLoad(): Promise<BenchRow[]> {
  const script = `
    const start = performance.now();
    require(${JSON.stringify(join(process.cwd(), 'dist/app/functions/index.js'))});
    process.stdout.write(String(performance.now() - start));`;
  const times = Array.from({ length: 7 }, () =>
    Number(spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' }).stdout.split('\n').at(-1)),
  );
  return [{ name: 'B9 deployed entry loads, ms', value: median(times), budget: 300, bound: 'most' }];
}

function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve) => createInterface({ input: stream }).once('line', resolve));
}

export async function token({ tokenEndpoint, clientId, clientSecret }: Info): Promise<string> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    scope: 'https://graph.microsoft.com/.default',
  });
  const answer = (await (await fetch(tokenEndpoint, { method: 'POST', body })).json()) as { access_token: string };
  return answer.access_token;
}

async function isVisible(url: string, authorization: string): Promise<boolean> {
  const { value } = (await (await fetch(url, { headers: { authorization } })).json()) as { value: unknown[] };
  return value.length > 0;
}
