/**
 * Where people sign in: the authorization endpoint with its page, and sign-out. Whoever has shown the code of `npm start`
 * at a browser chooses whom to be; the answer goes to the client's registered address and nowhere else.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../../shared/ports';
import { readTarget } from '../../host/http/httpData';
import { readBody } from '../../host/http/readBody';
import { FAULTS, OAuthError } from '../oauthError';
import { answerMessage, answerPage, sendTo } from './answers';
import { type AuthorizeRequest, type ReturnAddress, readAuthorizeRequest, readReturnAddress } from './authorizeRequest';
import { type Browser, createBrowsers } from './browsers';
import type { Grants } from './grants';
import { signInPage } from './pages';
import type { LocalPerson } from './people';
import type { PublicClient } from './publicClients';
import { createCodeCheck } from './signInCode';

export interface SignInOptions {
  readonly people: readonly LocalPerson[];
  readonly clients: readonly PublicClient[];
  /** Eight digits. */
  readonly code: string;
  /** The names, with ports, that this is reached under. Any other may be one that somebody let point here (DNS rebinding). */
  readonly hosts: readonly string[];
}

export interface SignIn {
  authorize(request: IncomingMessage, response: ServerResponse): Promise<void>;
  signOut(request: IncomingMessage, response: ServerResponse): void;
}

/** A request that knows where its answer goes. */
interface Attempt {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly address: ReturnAddress;
  readonly asked: AuthorizeRequest;
  /** `undefined`: it has to show the code first. */
  readonly browser: Browser | undefined;
}

const MAX_FORM_BYTES = 1_024;

/** @param issuer the `iss` that answers carry (RFC 9207) */
export function createSignIn(
  { people, clients, code, hosts }: SignInOptions,
  issuer: string,
  grants: Grants,
  clock: Pick<Clock, 'now'>,
): SignIn {
  const browsers = createBrowsers(clock, new URL(issuer).port);
  const check = createCodeCheck(code, clock);

  const isOwnHost = ({ headers }: IncomingMessage) => hosts.includes((headers.host ?? '').toLowerCase());

  /** A browser says of each form which page it stands on. */
  const isOwnForm = ({ headers: { origin = '' } }: IncomingMessage) =>
    URL.canParse(origin) && hosts.includes(new URL(origin).host);

  function grant({ response, address, asked }: Attempt, { sessionId, signedInAt }: Browser, person: LocalPerson) {
    const { scopes, nonce, challenge } = asked;
    const { client, redirectUri, state } = address;
    const granted = { clientId: client.clientId, person, scopes, nonce, sessionId, signedInAt };
    sendTo(response, redirectUri, { code: grants.addCode(granted, { redirectUri, challenge }), state, iss: issuer });
  }

  function show({ request, response, address, asked, browser }: Attempt, status = 200, fault?: string): void {
    const page = signInPage({
      action: request.url ?? '',
      client: address.client.name,
      people,
      preferred: people.find((person) => isCalled(person, asked.loginHint ?? '')) ?? browser?.person,
      asksForCode: browser === undefined,
      fault,
    });
    answerPage(response, status, page, new URL(address.redirectUri).origin);
  }

  /** Sends on who is signed in already, or shows the page. */
  function offer(attempt: Attempt): void {
    const { address, asked, browser } = attempt;
    const person = browser?.person;
    const isMeant = person !== undefined && (asked.loginHint === undefined || isCalled(person, asked.loginHint));
    const mayChoose = asked.prompt === 'login' || asked.prompt === 'select_account';
    if (browser !== undefined && isMeant && !mayChoose && address.client.isSentOnSilently) {
      grant(attempt, browser, person);
    } else if (asked.prompt !== 'none') {
      show(attempt);
    } else if (isMeant) {
      throw new OAuthError(FAULTS.clickNeeded, 'A program on this computer is not sent on without a click.');
    } else {
      throw new OAuthError(FAULTS.nobodySignedIn, 'A silent sign-in request was sent but no user is signed in.');
    }
  }

  /** What was chosen on the page. */
  async function choose(attempt: Attempt): Promise<void> {
    const { request, response } = attempt;
    if (!isOwnForm(request)) return answerMessage(response, 403, 'This form is not ours', 'Another page has sent it.');
    const form = new URLSearchParams((await readBody(request, MAX_FORM_BYTES)).toString('utf8'));
    const browser = attempt.browser ?? trust(attempt, form.get('code') ?? '');
    if (browser === undefined) return;
    const person = people.find(({ objectId }) => objectId === form.get('person'));
    if (person === undefined) return show({ ...attempt, browser }, 400, 'Choose one of the people.');
    browser.person = person;
    browser.signedInAt = clock.now();
    grant(attempt, browser, person);
  }

  /** @returns `undefined` where the code was wrong, and that is answered */
  function trust(attempt: Attempt, typed: string): Browser | undefined {
    const verdict = check(typed);
    if (verdict.isRight) {
      const { browser, setCookie } = browsers.trust();
      attempt.response.setHeader('Set-Cookie', setCookie);
      return browser;
    }
    const seconds = Math.ceil(verdict.retryAfterMs / 1_000);
    if (seconds === 0) {
      show(attempt, 403, 'That is not the code. Look at the terminal in which npm start runs.');
    } else {
      attempt.response.setHeader('Retry-After', seconds);
      show(attempt, 429, `Too many tries. Wait ${seconds} seconds.`);
    }
    return undefined;
  }

  return {
    async authorize(request, response) {
      if (!isOwnHost(request)) return misdirected(response);
      const query = queryOf(request);
      const address = shown(response, () => readReturnAddress(query, clients));
      if (address === undefined) return;
      try {
        const asked = readAuthorizeRequest(query);
        // Also one that knew the code shows it again where the client wants to be sure who sits there.
        const browser = asked.prompt === 'login' ? undefined : browsers.of(request);
        const attempt = { request, response, address, asked, browser };
        if (request.method === 'POST') await choose(attempt);
        else offer(attempt);
      } catch (error) {
        if (!(error instanceof OAuthError)) throw error;
        const { redirectUri, state } = address;
        const told = { error: error.fault.error, error_description: error.message };
        sendTo(response, redirectUri, { ...told, state, iss: issuer });
      }
    },
    signOut(request, response) {
      if (!isOwnHost(request)) return misdirected(response);
      const browser = browsers.of(request);
      if (browser !== undefined) {
        browser.person = undefined;
        grants.endSession(browser.sessionId);
      }
      const query = queryOf(request);
      const back = query.get('post_logout_redirect_uri') ?? '';
      const isKnown = clients.some((client) => client.isRedirect(back));
      if (isKnown) sendTo(response, back, { state: query.get('state') ?? undefined });
      else answerMessage(response, 200, 'You are signed out', 'You can close this window.');
    },
  };
}

const queryOf = (request: IncomingMessage) => readTarget(request)?.query ?? new URLSearchParams();

function misdirected(response: ServerResponse): void {
  const text = 'Sign-in is reached only under the address that npm start has printed.';
  answerMessage(response, 421, 'This is another address', text);
}

/** What cannot be sent back, because nobody knows to whom, is shown. */
function shown<T>(response: ServerResponse, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    answerMessage(response, error.fault.status, 'Nobody can sign in by this link', error.message);
    return undefined;
  }
}

const isCalled = ({ userPrincipalName, objectId }: LocalPerson, hint: string) =>
  [userPrincipalName.toLowerCase(), objectId].includes(hint.toLowerCase());
