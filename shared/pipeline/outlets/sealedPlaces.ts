/** Where an outlet's secrets lie, to which they are sealed: a value that is copied elsewhere does not open there. */
import type { OutletRef } from '../../store/outlets/events';

export const keyPlace = ({ jobId, id }: OutletRef, keyId: string) => `outlet/${jobId}/${id}/key/${keyId}`;
export const hashPlace = ({ jobId, id }: OutletRef) => `outlet/${jobId}/${id}/hash`;
export const authPlace = ({ jobId, id }: OutletRef, key: string) => `outlet/${jobId}/${id}/auth/${key}`;
export const headerPlace = ({ jobId, id }: OutletRef, name: string) =>
  `outlet/${jobId}/${id}/header/${name.toLowerCase()}`;
