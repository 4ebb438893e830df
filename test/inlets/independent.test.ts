/** Held against libraries that are not ours: what senders sign with, and what makes and reads CloudEvents (spec/hands.md 6). */
import { CloudEvent, HTTP } from 'cloudevents';
import { Webhook } from 'standardwebhooks';
import { readEvents } from '../../shared/inlets/events/events';
import { signSample } from '../../shared/inlets/signatures/sign';
import { type SignedScheme, verifyDelivery } from '../../shared/inlets/signatures/verify';
import { delivery, inlet } from './samples';

const SCHEME = inlet('standard').verify as SignedScheme;
const [OLD, NEW] = ['o', 'n'].map((letter) => `whsec_${Buffer.from(letter.repeat(32)).toString('base64')}`);
const NOW = new Date('2026-11-29T12:00:00Z');
const BODY = '{"type":"employee.updated","data":{"employeeId":"é"}}';

function headersFrom(secret: string, timestamp: Date): Record<string, string> {
  return {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(timestamp.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign('msg_1', timestamp, BODY),
  };
}

describe('standardwebhooks', () => {
  test('what it signs is verified, by the secret that signed', () => {
    const secrets = [
      { id: 'old', value: String(OLD) },
      { id: 'new', value: String(NEW) },
    ];
    for (const { id, value } of secrets) {
      const proof = verifyDelivery(SCHEME, secrets, delivery(BODY, headersFrom(value, NOW)), NOW.getTime());
      expect(proof?.secretIds).toEqual([id]);
    }
    const both = headersFrom(String(OLD), NOW);
    both['webhook-signature'] += ` ${headersFrom(String(NEW), NOW)['webhook-signature']}`;
    expect(verifyDelivery(SCHEME, secrets, delivery(BODY, both), NOW.getTime())?.secretIds).toEqual(['old', 'new']);
  });

  test('what we sign it verifies, and refuses once a byte is another', () => {
    const now = Date.now(); // its window is of its own clock
    const headers = signSample(SCHEME, String(NEW), Buffer.from(BODY), 'msg_2', now)?.headers;
    expect(new Webhook(String(NEW)).verify(BODY, headers ?? {})).toEqual(JSON.parse(BODY));
    expect(() => new Webhook(String(OLD)).verify(BODY, headers ?? {})).toThrow();
    expect(() => new Webhook(String(NEW)).verify(BODY.replace('é', 'e'), headers ?? {})).toThrow();
  });
});

describe('cloudevents', () => {
  const event = new CloudEvent({
    id: '1/ü',
    source: '/hr/people',
    type: 'person.changed',
    subject: '701984 ü',
    time: '2026-11-29T15:30:00.000Z',
    data: { externalId: '701984' },
  });
  const expected = { type: 'person.changed', person: '701984 ü', at: Date.parse('2026-11-29T15:30:00Z') };

  test.each([
    { mode: 'structured', messages: () => HTTP.structured(event) },
    { mode: 'binary', messages: () => HTTP.binary(event) },
  ])('what it makes in $mode mode is read', ({ mode, messages }) => {
    const { headers, body } = messages();
    const encoded = Object.entries(headers).map(([name, value]) => [
      name,
      mode === 'binary' && name.startsWith('ce-') ? encodeURIComponent(String(value)) : String(value),
    ]);
    const verdict = readEvents(inlet('cloudevents'), delivery(String(body), Object.fromEntries(encoded)));
    expect(verdict.ok && verdict.events).toMatchObject([{ ...expected, document: { data: { externalId: '701984' } } }]);
  });

  test('a batch that it reads is read the same way', () => {
    const body = JSON.stringify([event, event.cloneWith({ id: '2' })]);
    const headers = { 'content-type': 'application/cloudevents-batch+json' };
    const theirs = HTTP.toEvent({ headers, body });
    const ours = readEvents(inlet('cloudevents'), delivery(body, headers));
    expect(ours.ok && ours.events.map(({ document }) => document.id)).toEqual(
      (theirs as CloudEvent[]).map(({ id }) => id),
    );
  });
});
