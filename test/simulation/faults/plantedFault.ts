/** A fault put into Muster from outside, to see that the simulation finds it. */
import type { House } from '../../../shared/pipeline/ports';
import type { Settings } from '../../../shared/settings';
import type { Storage } from '../../../shared/store/azure/connection';
import type { Authorization } from '../../../shared/targets/scim/credentials/contract';
import type { Target } from '../../../shared/targets/target';
import type { Chance } from '../chance';
import type { Scheduler } from '../scheduler';
import type { Profile, Weather } from '../weather';

export interface FaultTools {
  readonly scheduler: Scheduler;
  readonly chance: Chance;
}

export interface PlantedFault {
  readonly name: string;
  /** What the protocol would be without one of its rules. */
  readonly what: string;
  /** It is found within so many seeds, counted from 1. */
  readonly within: number;
  /** The seed with which the tests begin to look, going on around: one that found it when it was last looked at. */
  readonly firstLook: number;
  readonly profile: Profile;
  /** The weather in which it shows, where most seeds are too mild. */
  weather(weather: Weather): Weather;
  /** Storage as the faulty code would use it; made once a process. */
  storage(storage: Storage, tools: FaultTools): Storage;
  settings(settings: Settings): Settings;
  accept(ports: House, scheduler: Scheduler): House;
  target(target: Target): Target;
  /** What a client makes of its credentials. */
  authorization(authorization: Authorization): Authorization;
  /** The message is deleted before it is worked on. */
  readonly removesFirst: boolean;
  /** HR says that it took what it fetched before that is in its file. */
  readonly marksFirst: boolean;
  /** Whose time agents go by. */
  readonly agentsGoBy: 'storage' | 'machine';
}

/** Muster as it is. */
export const untouched: PlantedFault = {
  name: 'none',
  what: 'Muster as it is',
  within: 200,
  firstLook: 1,
  profile: 'ordinary',
  weather: (weather) => weather,
  storage: (storage) => storage,
  settings: (settings) => settings,
  accept: (ports) => ports,
  target: (target) => target,
  authorization: (authorization) => authorization,
  removesFirst: false,
  marksFirst: false,
  agentsGoBy: 'storage',
};
