/** Faults of OData query options, told to the caller with the place in the text as it was decoded; endpoints answer 400. */

export type QueryOption = '$count' | '$expand' | '$filter' | '$orderby' | '$select' | '$skiptoken' | '$top';

export class QueryError extends Error {
  readonly option: QueryOption;
  /** Where in the option's value the fault lies: 1 is its first character. */
  readonly position: number;

  constructor(option: QueryOption, message: string, position: number) {
    super(`${option}: ${message} at position ${position}.`);
    this.name = 'QueryError';
    this.option = option;
    this.position = position;
  }
}

export class FilterError extends QueryError {
  constructor(message: string, position: number) {
    super('$filter', message, position);
    this.name = 'FilterError';
  }
}
