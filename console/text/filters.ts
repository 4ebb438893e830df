/** Words of the filter bar. */

export const filters = {
  remove: (name: string) => `Remove the filter ${name}`,
  any: 'Any',
  apply: 'Apply',
  filter: 'Filter',
  columns: 'Columns',
} as const;
