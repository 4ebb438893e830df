/** *Modified properties*: what the account had, and what it has now. */
import type { LogEntry } from '../../api/logs';
import { Copy } from '../../parts/Copy';
import { Diff } from '../../parts/Diff';
import { Empty } from '../../parts/Empty';
import { common } from '../../text/common';
import { entryWords as words } from '../../text/logs';

export function Properties({ entry: { modifiedProperties } }: { entry: LogEntry }) {
  if (modifiedProperties.length === 0) return <Empty icon="skipped" title={words.noChange} />;
  return (
    <table>
      <caption class="vh">{words.tabs.properties}</caption>
      <thead>
        <tr>
          <th scope="col">{words.attribute}</th>
          <th scope="col">{words.value}</th>
          <th>
            <span class="vh">{common.copy}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {modifiedProperties.map(({ displayName, oldValue, newValue }) => (
          <tr key={displayName}>
            <td class="wrap">
              <b>{displayName}</b>
            </td>
            <td class="wrap">
              <Diff before={oldValue} after={newValue} />
            </td>
            <td class="num">
              <Copy text={newValue ?? ''} label={`${common.copy} ${displayName}`} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
