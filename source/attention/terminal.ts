/** Bell and OSC notifications: bytes for the view's own terminal. Pure. */
import type {Config} from '../config.ts';
import type {Notice} from './notice.ts';

type Settings = Pick<Config['notify'], 'bell' | 'osc'>;

/** Terminals that know only the older form (iTerm2's, OSC 9: one text). */
const knowsNine = (env: NodeJS.ProcessEnv): boolean =>
	env['TERM_PROGRAM'] === 'iTerm.app' || env['LC_TERMINAL'] === 'iTerm2' || Boolean(env['WT_SESSION']) || Boolean(env['ConEmuPID']);

/** Terminals that would print it, or know none. */
const knowsNone = (env: NodeJS.ProcessEnv): boolean => {
	const term = env['TERM'] ?? '';
	if (env['TMUX']) return false;
	return env['TERM_PROGRAM'] === 'Apple_Terminal' || ['', 'dumb', 'linux'].includes(term) || term.startsWith('screen');
};

/**
 * The one form that this terminal is sent (one that knows both would show two); null: none. Inside tmux the terminal around it is not
 * known by TERM; kitty, foot, Ghostty, WezTerm, VTE and urxvt know 777, and who knows neither ignores it.
 */
export function oscFor(osc: Settings['osc'], env: NodeJS.ProcessEnv): '9' | '777' | null {
	if (osc === 'off') return null;
	if (osc !== 'auto') return osc;
	if (knowsNone(env)) return null;
	return knowsNine(env) ? '9' : '777';
}

const esc = '\u001b';
const end = `${esc}\\`;

/** tmux swallows an OSC that it does not know; wrapped so, it hands it on (where the keeper's `allow-passthrough` lets it). */
const throughTmux = (bytes: string): string => `${esc}Ptmux;${bytes.replaceAll(esc, `${esc}${esc}`)}${end}`;

/** A `;` parts the fields, and after OSC 9 a leading number means progress bars elsewhere. */
const field = (text: string): string => text.replaceAll(';', ',');

function osc(form: '9' | '777', {title, text}: Notice): string {
	const body = field(text.join(' · '));
	if (form === '9') return `${esc}]9;${field(title)}${body === '' ? '' : `: ${body}`}${end}`;
	return `${esc}]777;notify;${field(title)};${body}${end}`;
}

/** What is written for one notification; '' when the keeper wants neither. The bell is tmux's own business: it marks the window. */
export function terminalBytes(notice: Notice, settings: Settings, env: NodeJS.ProcessEnv): string {
	const form = oscFor(settings.osc, env);
	const message = form === null ? '' : osc(form, notice);
	const wrapped = message !== '' && env['TMUX'] ? throughTmux(message) : message;
	return wrapped + (settings.bell === 'on' ? '\u0007' : '');
}
