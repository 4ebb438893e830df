/** Addresses as people have them: a base URL, or the whole one of `bulkUpload` that an administrator handed out. Pure. */
import { usage } from '../exit';

export interface Address {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly servicePrincipalId?: string;
  readonly jobId?: string;
}

const UPLOAD = /^(.*)\/(?:v1\.0|beta)\/servicePrincipals\/([^/]+)\/synchronization\/jobs\/([^/]+)(?:\/bulkUpload)?$/i;

/** @param source the option or variable that said it @throws {Failure} 2 */
export function readAddress(text: string, source: string): Address {
  let url: URL;
  try {
    url = new URL(text);
  } catch (error) {
    throw usage(`"${text}" is no URL.`, {
      place: source,
      advice: 'Expected: https://muster.example.com',
      cause: error,
    });
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw usage(`"${text}" is neither https nor http.`, { place: source });
  }
  if (url.username !== '' || url.password !== '') {
    throw usage('A URL with a password in it is not taken.', { place: source });
  }
  const path = url.pathname.replace(/\/+$/, '');
  const [, base, servicePrincipalId, jobId] = UPLOAD.exec(path) ?? [];
  if (base === undefined || servicePrincipalId === undefined || jobId === undefined)
    return { baseUrl: url.origin + path };
  return {
    baseUrl: url.origin + base,
    servicePrincipalId: decodeURIComponent(servicePrincipalId),
    jobId: decodeURIComponent(jobId),
  };
}

/** A token goes over TLS, or stays on this computer. */
export function mayTravel({ protocol, hostname }: URL): boolean {
  return (
    protocol === 'https:' || hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
  );
}
