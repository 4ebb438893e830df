/**
 * Search filters as data. They travel in LDAP's binary form (RFC 4511 4.5.1.7) and never as text, so there is nothing to
 * escape (RFC 4515) and no value can become syntax.
 */
export type Filter =
  | { readonly equals: readonly [attribute: string, value: string | Buffer] }
  | { readonly all: readonly Filter[] }
  | { readonly any: readonly Filter[] };

export function equals(attribute: string, value: string | Buffer): Filter {
  return { equals: [attribute, value] };
}

/** People's accounts that satisfy the filter: no computers, which are users too, and no contacts. */
export function accountsWhere(filter: Filter): Filter {
  return { all: [equals('objectCategory', 'person'), equals('objectClass', 'user'), filter] };
}
