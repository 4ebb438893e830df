/**
 * The web console in a real browser, against `npm start`'s own host: the stories that people come for, by keyboard where it can
 * be. One stack and one browser serve them all, since both take longer to start than most stories to tell; what one leaves behind
 * the next may find. Each ends with nothing refused by the page's policy and nothing logged as an error.
 */
import { START_MS } from '../../support/patience';
import { describeCredentials } from './credentials';
import { describeDaily } from './daily';
import { describeMapping } from './mapping';
import { describeMassDeletion } from './massDeletion';
import { describeSigningIn } from './signingIn';
import { type ConsoleStage, openConsoleStage } from './stage';

let opened: ConsoleStage;
const stage = () => opened;

beforeAll(async () => {
  opened = await openConsoleStage();
}, START_MS);
afterAll(() => opened?.close());

/** A save that somebody else was quicker with, a target that refuses, and a connection that fails are what stories are about. */
const PROVOKED = [409, 412, '/validateCredentials', 'net::ERR_FAILED'];
afterEach(() => expect(opened.browser.faults(PROVOKED)).toEqual([]));

describe('a day with the console', () => describeDaily(stage));
describe('signing in', () => describeSigningIn(stage));
describe('a mass deletion', () => describeMassDeletion(stage));
describe('a mapping', () => describeMapping(stage));
describe('a job of a service that no longer takes its token', () => describeCredentials(stage));
