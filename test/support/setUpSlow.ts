/** Before each file of the slow suites: Jest heeds no time limit of a project's own, but this. */
import { TEST_MS } from './patience';

jest.setTimeout(TEST_MS);
