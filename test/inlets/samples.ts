/** Deliveries and definitions as the tests of inlets put them together. */
import type { InletDefinition } from '../../shared/inlets/definition';
import { parseInlet } from '../../shared/inlets/parse/parseInlet';
import type { Delivery } from '../../shared/inlets/signatures/request';

export function delivery(body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}): Delivery {
  return { headers: new Headers(headers), body: typeof body === 'string' ? new TextEncoder().encode(body) : body };
}

export const SETTINGS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  bamboohr: { company: 'acme' },
  hibob: { serviceUser: 'SERVICE-7' },
  personio: { clientId: 'papi-1' },
};

/** @param more what differs from the preset */
export function inlet(preset: string, more: Readonly<Record<string, unknown>> = {}): InletDefinition {
  const verdict = parseInlet({ name: preset, preset, settings: SETTINGS[preset] ?? {}, ...more });
  if (!verdict.ok) throw new Error(verdict.faults.map(({ message }) => message).join('\n'));
  return verdict.inlet.definition;
}

/** The faults of a definition, each as its place and message. */
export function faultsOf(definition: unknown): readonly string[] {
  const verdict = parseInlet(definition);
  return verdict.ok ? [] : verdict.faults.map(({ path, message }) => `${path}: ${message}`);
}
