/** The writeback that is meant: by its name, or the only one there is. */
import type { Http } from '../../client/http';
import { type Outlet, readOutlets } from '../../client/webhooks/outlets';
import { EXIT, Failure, usage } from '../../exit';

/** @param isWanted which of them it may be @throws {Failure} 1 for one that is not there, 2 where there are several */
export async function chosenWriteback(
  http: Http,
  own: string,
  name: string | undefined,
  isWanted: (outlet: Outlet) => boolean = () => true,
): Promise<Outlet> {
  const all = (await readOutlets(http, own)).filter((outlet) => outlet.kind === 'writeback' && isWanted(outlet));
  const meant = name === undefined ? all : all.filter((outlet) => outlet.name === name);
  const [one, other] = meant;
  if (one !== undefined && other === undefined) return one;
  const names = all.map((outlet) => outlet.name).join(', ');
  if (one !== undefined) throw usage('Which writeback?', { place: '--outlet', advice: `One of ${names}.` });
  throw new Failure(
    EXIT.failed,
    name === undefined ? 'There is no such writeback.' : `There is no such writeback ${name}.`,
    {
      code: 'NoWriteback',
      advice: names === '' ? 'Add one: muster outlet add NAME --file hr.json' : `There are ${names}.`,
    },
  );
}
