/** The log as Microsoft's three files, or as JSON. */
import { type LogEntry, readLogs } from '../../api/logs';
import { csvFile, Export, type ExportFile } from '../../parts/Export';
import { entriesCsv, propertiesCsv, stepsCsv } from '../../rules/logCsv';
import { useService } from '../../state/service';
import { exportWords } from '../../text/exports';

const { logs: words } = exportWords;

const FILES: readonly [ExportFile<LogEntry>, ...ExportFile<LogEntry>[]] = [
  csvFile('entries.csv', entriesCsv, words.entries),
  csvFile('steps.csv', stepsCsv, words.steps),
  csvFile('modified-properties.csv', propertiesCsv, words.properties),
  {
    title: words.json,
    name: 'entries.json',
    type: 'application/json',
    text: (entries) => JSON.stringify(entries, null, 2),
  },
];

export function ExportLog({ path }: { path: string }) {
  const { client } = useService();
  return <Export path={path} read={(page, signal) => readLogs(client, page, signal)} files={FILES} />;
}
