/** Begins: what the service is, who uses it, and then the program. */
import { render } from 'preact';
import { startKeys } from '../state/keys';
import { readablePath } from '../state/paths';
import { startQueries } from '../state/query';
import { Start } from './Start';

const root = document.getElementById('app');
if (root === null) throw new Error('index.html has no place for the program.');
const path = readablePath(location.pathname);
if (path !== location.pathname) history.replaceState(null, '', path);
startQueries();
startKeys();
render(<Start />, root);
