/** Which of the codings that were made at build time a client takes (RFC 9110 12.5.3). */

export type ContentCoding = 'br' | 'gzip' | 'identity';

/** The smaller goes first; a client that says nothing takes what is not coded. */
export function pickCoding(acceptEncoding: string | null, offered: readonly ContentCoding[]): ContentCoding {
  const accepted = acceptedCodings(acceptEncoding);
  const takes = (coding: ContentCoding) => accepted.get(coding) ?? accepted.get('*') ?? false;
  return (['br', 'gzip'] as const).find((coding) => offered.includes(coding) && takes(coding)) ?? 'identity';
}

/** `q=0` says no. */
function acceptedCodings(header: string | null): ReadonlyMap<string, boolean> {
  const named = (header ?? '').split(',').map((coding) => {
    const [name = '', ...parameters] = coding.split(';').map((part) => part.trim().toLowerCase());
    return [name, !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))] as const;
  });
  return new Map(named.filter(([name]) => name !== ''));
}
