/** SEND: `muster send`, process and all, beside a bare loop that posts prepared bodies to the same host as many at a time. */
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Info, startHost, token } from './host';
import { type BenchRow, median } from './row';

const PEOPLE = 5_000;
const RUNS = 5;
const BATCH = 50;
const PARALLEL = 4;

/** The job is paused, so that both are measured against accepting alone. */
export async function benchSend(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-bench-send-'));
  const host = await startHost(join(folder, 'data'));
  try {
    const { info } = host;
    const authorization = `Bearer ${await token(info)}`;
    const pause = info.bulkUploadUrl.replace(/bulkUpload$/, 'pause');
    await fetch(pause, { method: 'POST', headers: { authorization } });
    cpSync('docs/examples/people.csv.mapping.json', join(folder, 'muster.mapping.json'));
    const ratios: number[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const bare = await timed(() => postAll(bodies(1_000_000 * (run + 1)), info, authorization));
      writeFileSync(join(folder, 'people.csv'), csv(1_000_000 * (run + 1) + PEOPLE));
      const sent = await timed(() => send(folder, info));
      ratios.push(bare / sent);
    }
    return [{ name: 'SEND muster send over a bare loop', value: median(ratios), budget: 0.8, bound: 'least' }];
  } finally {
    await host.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function postAll(all: readonly string[], { bulkUploadUrl }: Info, authorization: string): Promise<void> {
  const left = [...all];
  const headers = { authorization, 'content-type': 'application/scim+json' };
  const work = async () => {
    for (let body = left.pop(); body !== undefined; body = left.pop()) {
      const { status } = await fetch(bulkUploadUrl, { method: 'POST', body, headers });
      if (status !== 202) throw new Error(`The bare loop was answered ${status}.`);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
}

function send(folder: string, { baseUrl }: Info): Promise<void> {
  const options = ['--wait', 'accepted', '--batch', String(BATCH), '--parallel', String(PARALLEL), '--quiet', '--yes'];
  const env = { ...process.env, XDG_STATE_HOME: join(folder, 'data', 'state'), MUSTER_URL: baseUrl };
  const child = spawn(process.execPath, [join(process.cwd(), 'dist/cli/muster.js'), 'send', 'people.csv', ...options], {
    cwd: folder,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`muster send ended with ${code}.`))));
  });
}

const row = (id: number) => [String(id), 'Ada', `Number ${id}`, `ada${id}@example.com`, 'Active', 'Guide', 'Tours', ''];

function csv(first: number): string {
  const header = 'WorkerID,FirstName,LastName,Email,WorkerStatus,JobTitle,Department,ManagerID';
  return `${[header, ...Array.from({ length: PEOPLE }, (_, index) => row(first + index).join(','))].join('\n')}\n`;
}

/** The same people as the mapping makes them, with other numbers. */
function bodies(first: number): readonly string[] {
  const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
  const people = Array.from({ length: PEOPLE }, (_, index) => {
    const [externalId, givenName, familyName, mail, , title, department] = row(first + index);
    return {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', enterprise],
      externalId,
      userName: mail,
      name: { givenName, familyName },
      displayName: `${givenName} ${familyName}`,
      emails: [{ type: 'work', value: mail }],
      active: true,
      title,
      [enterprise]: { department, manager: null },
    };
  });
  return Array.from({ length: PEOPLE / BATCH }, (_, chunk) =>
    JSON.stringify({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
      Operations: people.slice(chunk * BATCH, (chunk + 1) * BATCH).map((data, index) => ({
        method: 'POST',
        bulkId: `L${index}`,
        path: '/Users',
        data,
      })),
      failOnErrors: null,
    }),
  );
}
