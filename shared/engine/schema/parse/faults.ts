/** What is wrong with a schema, each fault with its place, so that all of them can be put right at once. */

/** Closed set: clients branch on the code, people read the message. */
export type SchemaFaultCode =
  // The document itself.
  | 'InvalidType'
  | 'InvalidValue'
  | 'MissingProperty'
  // Names that do not lead anywhere, or to two places.
  | 'UnknownDirectory'
  | 'UnknownObject'
  | 'UnknownAttribute'
  | 'DuplicateName'
  | 'DuplicateTarget'
  | 'SeveralAnchors'
  | 'NoUserMapping'
  // Mappings that cannot work.
  | 'InvalidExpression'
  | 'InvalidDefaultValue'
  | 'ReadOnlyTarget'
  | 'PasswordNotProvisioned'
  | 'UnmappedRequiredTarget'
  | 'InvalidReference'
  | 'InvalidMatching'
  | 'NoMatchingAttribute'
  // Scoping filters.
  | 'UnknownOperator'
  | 'InvalidOperand'
  | 'AttributeNotFilterable';

export interface SchemaFault {
  /** `synchronizationRules[0].objectMappings[0].attributeMappings[3].source.expression`; empty for the schema itself. */
  readonly path: string;
  readonly code: SchemaFaultCode;
  /** What is expected, and what is there instead. */
  readonly message: string;
}

export type Report = (path: string, code: SchemaFaultCode, message: string) => void;
