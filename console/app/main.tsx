/** Begins: what the service is, who uses it, and then the program. */
import { render } from 'preact';
import { startKeys } from '../state/keys';
import { startQueries } from '../state/query';
import { Start } from './Start';

const root = document.getElementById('app');
if (root === null) throw new Error('index.html has no place for the program.');
startQueries();
startKeys();
render(<Start />, root);
