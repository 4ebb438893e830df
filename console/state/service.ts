/** The one client and the one session of this page: made by the program, used by every view. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Client } from '../api/client';
import type { Config, Discovery } from '../api/types';
import type { Session } from './session';

export interface Service {
  readonly client: Client;
  readonly session: Session;
  readonly config: Config;
  /** Who the service says that this is. */
  readonly me: Discovery;
}

export const ServiceContext = createContext<Service | undefined>(undefined);

/** @throws outside of the program's frame */
export function useService(): Service {
  const service = useContext(ServiceContext);
  if (service === undefined) throw new Error('A view stands outside of the program.');
  return service;
}
