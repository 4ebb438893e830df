/** How the sign-in page answers: a page, or the way back to the client. */
import type { ServerResponse } from 'node:http';
import { messagePage, pageHeaders } from './pages';

/** @param formAction where the page's form may lead beside this origin */
export function answerPage(response: ServerResponse, status: number, html: string, formAction?: string): void {
  response.writeHead(status, { ...pageHeaders(formAction), 'Content-Length': Buffer.byteLength(html) }).end(html);
}

export function answerMessage(response: ServerResponse, status: number, title: string, text: string): void {
  answerPage(response, status, messagePage(title, text));
}

/** With 303, so that a form that was posted is not posted again; and from no page, so that nothing of this address goes along. */
export function sendTo(
  response: ServerResponse,
  address: string,
  parameters: Readonly<Record<string, string | undefined>>,
): void {
  const url = new URL(address);
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value);
  const headers = { Location: url.href, 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' };
  response.writeHead(303, { ...headers, 'Content-Length': '0' }).end();
}
