/** Uploads as a release before this one left them: in their queue message alone. */
import type { MemoryStorage } from '../../shared/store/memory/memoryStorage';

/** What has been accepted until now, as older code would have left it. */
export async function asOlderRelease(storage: MemoryStorage): Promise<void> {
  const jobs = storage.table('jobs');
  for (const { partitionKey, rowKey, properties } of jobs.rows()) {
    if (rowKey.startsWith('payload!')) await jobs.remove(partitionKey, rowKey);
    if (!rowKey.startsWith('upload!')) continue;
    const { count: _, ticket: __, ...older } = properties;
    await jobs.upsert({ partitionKey, rowKey, ...older });
  }
}
