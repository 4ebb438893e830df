import { app, type HttpFunctionOptions } from '@azure/functions';
import { goToConsole, openConsole } from '../shared/composition/console';

const ANONYMOUS = { methods: ['GET', 'HEAD'], authLevel: 'anonymous' } satisfies Partial<HttpFunctionOptions>;

/** The console's page and files; they are no API, and need no token, no settings and no storage. */
app.http('console', { ...ANONYMOUS, route: 'console/{*path}', handler: openConsole });

/** Whoever comes without a path comes with a browser. */
app.http('home', { ...ANONYMOUS, route: '', handler: goToConsole });
