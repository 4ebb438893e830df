/** What of this page carries the engine, and comes when somebody is tried or something was changed. */
export { tryDraft } from '../../expression/tried';
export { Review } from '../mapping/Review';
