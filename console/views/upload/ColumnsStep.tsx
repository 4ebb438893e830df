/** Step 2: which column becomes what. Proposed from the names of the columns, as `muster send` does; what is wrong with a row is told here. */
import { useEffect, useId, useMemo, useState } from 'preact/hooks';
import { proposeMapping } from '../../../cli/mapping/autoMap';
import { compileMapping } from '../../../cli/mapping/compileMapping';
import type { MappingFile } from '../../../cli/mapping/mappingFile';
import { readSourceAttributes } from '../../api/send';
import type { JobFacts } from '../../api/types';
import { Button } from '../../parts/Button';
import { download } from '../../parts/download';
import { Icon } from '../../parts/Icon';
import {
  attributeOfColumn,
  otherRules,
  toMappingFile,
  withColumn,
  without,
  withoutOwn,
} from '../../rules/upload/columns';
import { mapRows, type ReadPerson, sampleColumn } from '../../rules/upload/rows';
import { readPreference, savePreference } from '../../state/preferences';
import { useAnswer } from '../../state/query';
import { useService } from '../../state/service';
import { columnWords as words } from '../../text/upload';
import { RowProblems } from './RowProblems';
import type { TableFile } from './readFile';
import { StatusWords } from './StatusWords';

export interface ColumnsStepProps {
  readonly job: JobFacts;
  readonly file: TableFile;
  readonly mayPlan: boolean;
  readonly onDone: (people: readonly ReadPerson[], summary: string) => void;
}

type Map = MappingFile['map'];

const profileOf = (columns: readonly string[]) => `profile.${columns.join('|').toLowerCase()}`;

export function ColumnsStep({ job, file, mayPlan, onDone }: ColumnsStepProps) {
  const { client } = useService();
  const { columns, rows, delimiter, encoding } = file;
  const samples = useMemo(
    () =>
      columns.map((column, at) =>
        sampleColumn(
          column,
          rows.map((row) => row[at] ?? ''),
        ),
      ),
    [file],
  );
  const saved = useMemo(() => readPreference<Map | null>(profileOf(columns), null), [file]);
  const [map, setMap] = useState<Map>(() => saved ?? withoutOwn(proposeMapping(samples).map));
  const [isSaved, setSaved] = useState(false);
  useEffect(() => setMap(saved ?? withoutOwn(proposeMapping(samples).map)), [file]);
  const known = useAnswer({
    key: ['sourceAttributes', job.jobId],
    load: () => readSourceAttributes(client, job.servicePrincipalId, job.jobId),
  });
  const mapping = toMappingFile(map, columns, delimiter, encoding);
  const compiled = useMemo(() => compileMapping(mapping, columns, 'null'), [map, file]);
  const read = useMemo(() => {
    const texts = { noKey: words.noKeyRow, twice: words.twice };
    return compiled.ok ? mapRows(columns, rows, 2, compiled.mapRow, texts) : undefined;
  }, [compiled]);
  const list = useId();
  const isReady = read !== undefined && read.people.length > 0;
  const unused = columns.filter((column) => attributeOfColumn(map, column) === undefined).length;

  return (
    <>
      <div class="clip across">
        <table class="columns-table">
          <caption class="vh">{words.column}</caption>
          <thead>
            <tr>
              <th scope="col">{words.column}</th>
              <th scope="col">{words.examples}</th>
              <th scope="col">{words.attribute}</th>
            </tr>
          </thead>
          <tbody>
            {samples.map(({ column, examples, words: found }) => {
              const attribute = attributeOfColumn(map, column) ?? '';
              const all = [...(found?.keys() ?? [])];
              return (
                <tr key={column}>
                  <td>
                    <b>{column}</b>
                  </td>
                  <td class="muted">{examples.join(' · ')}</td>
                  <td class="wrap">
                    <div class="line">
                      <input
                        class="input"
                        list={list}
                        aria-label={words.attributeOf(column)}
                        placeholder={words.notUsed}
                        value={attribute}
                        onChange={(event) => setMap(withColumn(map, column, event.currentTarget.value.trim(), all))}
                      />
                      {attribute !== '' && <Icon name="success" class="ok" />}
                    </div>
                    <StatusWords map={map} attribute={attribute} onChange={setMap} />
                  </td>
                </tr>
              );
            })}
            {otherRules(map, columns).map(([attribute, rule]) => (
              <tr key={attribute}>
                <td class="muted">{words.made}</td>
                <td>
                  <code>{typeof rule === 'string' ? rule : JSON.stringify(rule)}</code>
                </td>
                <td>
                  <div class="line">
                    <code>{attribute}</code>
                    <Button
                      kind="quiet"
                      small
                      icon="x"
                      label={words.remove(attribute)}
                      onClick={() => setMap(without(map, attribute))}
                    />
                  </div>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <datalist id={list}>
          {known.data?.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </div>
      {!compiled.ok && (
        <ul class="pad faults" role="alert">
          {compiled.faults.map(({ place, message }) => (
            <li key={place + message} class="st fail">
              <Icon name="failure" />
              {place === 'map' ? words.noKey : `${place}: ${message}`}
            </li>
          ))}
        </ul>
      )}
      {read !== undefined && read.problems.length > 0 && <RowProblems problems={read.problems} />}
      <div class="rows-foot">
        <span>
          {saved !== null && `${words.known} `}
          {unused > 0 && words.unused(unused)}
        </span>
        <span class="grow" />
        <Button
          small
          kind="quiet"
          onClick={() => {
            savePreference(profileOf(columns), map);
            setSaved(true);
          }}
        >
          {isSaved ? words.saved : words.save}
        </Button>
        <Button
          small
          kind="quiet"
          icon="download"
          onClick={() => download('mapping.json', JSON.stringify(mapping, null, 2), 'application/json')}
        >
          {words.download}
        </Button>
        <Button
          kind="primary"
          disabled={!isReady}
          why={words.noKey}
          onClick={() => read && onDone(read.people, words.summary(read.people.length, Object.keys(map).length))}
        >
          {mayPlan ? words.plan : words.withoutPlan}
        </Button>
      </div>
    </>
  );
}
