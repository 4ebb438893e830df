/** The pages of sign-in: plain HTML without a script, so that nothing in them can be made to run. */
import { createHash } from 'node:crypto';
import type { LocalPerson } from './people';

export interface SignInPage {
  /** Where the form is sent: path and query. */
  readonly action: string;
  /** What one signs in to. */
  readonly client: string;
  readonly people: readonly LocalPerson[];
  /** Who comes first, and has the focus where no code is asked for. */
  readonly preferred: LocalPerson | undefined;
  readonly asksForCode: boolean;
  /** What was wrong with the last try, a sentence. */
  readonly fault: string | undefined;
}

/** Colours and sizes are the console's (spec/console.prototype.html). */
const STYLE = `
:root { color-scheme: light dark;
  --bg: light-dark(#f6f7f9, #0f1216); --surface: light-dark(#fff, #171b21); --hover: light-dark(#f2f4f8, #1f252e);
  --line: light-dark(#e1e5ea, #2a313b); --line-strong: light-dark(#848e9c, #6b7686);
  --text: light-dark(#171b22, #e8ebf0); --text-2: light-dark(#515b69, #a9b3c1);
  --accent: light-dark(#2f54c9, #9db6ff); --accent-soft: light-dark(#e9effd, #1c2a47);
  --fail: light-dark(#b3261e, #ff9a90); --fail-soft: light-dark(#fdeceb, #321614); }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 24px 16px; background: var(--bg); color: var(--text);
  font: 14px/20px "Segoe UI Variable Text", "Segoe UI", Inter, system-ui, sans-serif; }
main { width: 100%; max-width: 400px; background: var(--surface); border: 1px solid var(--line); border-radius: 10px; padding: 24px; }
h1 { margin: 0 0 4px; font-size: 20px; line-height: 28px; font-weight: 600; }
p { margin: 0 0 16px; color: var(--text-2); }
main > p:last-child, form > p:last-child { margin-bottom: 0; }
label { display: block; font-weight: 600; margin-bottom: 4px; }
input { width: 100%; height: 40px; padding: 0 12px; margin-bottom: 4px; border: 1px solid var(--line-strong); border-radius: 6px;
  background: var(--surface); color: inherit; font: 20px/28px "Cascadia Mono", "JetBrains Mono", ui-monospace, "DejaVu Sans Mono", monospace; letter-spacing: .15em; }
small { display: block; font-size: 12px; line-height: 16px; color: var(--text-2); margin-bottom: 16px; }
h2 { margin: 0 0 8px; font-size: 14px; line-height: 20px; font-weight: 600; }
button { display: flex; align-items: center; gap: 12px; width: 100%; min-height: 56px; padding: 8px 12px; margin-bottom: 8px; text-align: left;
  border: 1px solid var(--line); border-radius: 6px; background: var(--surface); color: inherit; font: inherit; cursor: pointer; }
button:hover { background: var(--hover); border-color: var(--line-strong); }
button > span:first-child { flex: none; display: grid; place-items: center; width: 32px; height: 32px; border-radius: 50%;
  background: var(--accent-soft); color: var(--accent); font-size: 12px; font-weight: 600; }
button > span:nth-child(2) { flex: 1; min-width: 0; }
button b { font-weight: 600; }
button i { display: block; font-style: normal; font-size: 12px; line-height: 16px; color: var(--text-2); }
button > span:last-child { font-size: 12px; color: var(--text-2); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
[role=alert] { margin: 0 0 16px; padding: 8px 12px; border-radius: 6px; background: var(--fail-soft); color: var(--fail); }
code { font: 13px/18px "Cascadia Mono", "JetBrains Mono", ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
`;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** @param formAction where the form's answer may lead beside this origin: the client's */
export const pageHeaders = (formAction = ''): Readonly<Record<string, string>> => ({
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'${formAction && ` ${formAction}`}; base-uri 'none'; frame-ancestors 'none'`,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'same-origin', // without a referrer a form would not say where it comes from either
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cache-Control': 'no-store',
});

export function signInPage({ action, client, people, preferred, asksForCode, fault }: SignInPage): string {
  const first = preferred ?? people[0];
  const ordered = [...people].sort((a, b) => Number(b === first) - Number(a === first));
  const code = asksForCode
    ? `<label for="code">Code</label>
<input id="code" name="code" inputmode="numeric" autocomplete="off" maxlength="11" required autofocus aria-describedby="code-help">
<small id="code-help">Eight digits that <code>npm start</code> has printed. This browser remembers it for twelve hours.</small>`
    : '';
  const choices = ordered.map((person, index) => choice(person, !asksForCode && index === 0)).join('\n');
  return page(
    'Sign in to your local Muster',
    `<p>You go on to ${escaped(client)}. Nobody here has a password: choose who you want to be.</p>
${fault === undefined ? '' : `<p role="alert">${escaped(fault)}</p>`}
<form method="post" action="${escaped(action)}">
${code}
<h2>Sign in as</h2>
${choices}
</form>`,
  );
}

function choice({ objectId, displayName, userPrincipalName, role, may }: LocalPerson, isFocused: boolean): string {
  const initials = displayName.replace(/(\w)\w* ?/g, '$1');
  const words = `<b>${escaped(displayName)}</b><i>${escaped(userPrincipalName)}</i><i>${escaped(may)}</i>`;
  return `<button name="person" value="${escaped(objectId)}"${isFocused ? ' autofocus' : ''}>
<span aria-hidden="true">${escaped(initials)}</span><span>${words}</span><span>${escaped(role.replace('Muster.', ''))}</span></button>`;
}

/** A page that says one thing. */
export const messagePage = (title: string, text: string): string => page(title, `<p>${escaped(text)}</p>`);

const page = (title: string, body: string) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
${body}
</main>
</body>
</html>
`;

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
