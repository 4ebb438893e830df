/** Reading entities and the actions that write them. */
import type { Entity, PropertyValue, TableAction } from './table';

/** The properties of an entity without its keys; those that are undefined are left out. */
export function propertiesOf(entity: Entity): [string, PropertyValue][] {
  const properties: [string, PropertyValue][] = [];
  for (const [name, value] of Object.entries(entity)) {
    if (name !== 'partitionKey' && name !== 'rowKey' && value !== undefined) properties.push([name, value]);
  }
  return properties;
}

/** The row an action is about. */
export function keysOf(action: TableAction): { readonly partitionKey: string; readonly rowKey: string } {
  return action.kind === 'remove' ? action : action.entity;
}
