/**
 * Takes shapes of secrets out of text before it is stored (RULES.md, Mail). Every expression is linear: no two neighbouring repeats can match
 * the same characters, and each can start only once in a run of its own characters.
 */
type Shape = {
	readonly name: string;
	/** One of these stands in every match, in small letters: a text without it costs no expression. */
	readonly signs: readonly string[];
	pattern(): RegExp;
	/** Groups that stay around the secret. */
	readonly keep?: true;
};

/** What a value in an assignment is made of: no blank, no quote, no sign of code. */
const inValue = '[^\\s"\'`,;&(){}<>[\\]$]';
const reference = '(?:process|import|os|env|self|this|config|settings|secrets|vars)\\.';

/**
 * `password=…`, `"token": "…"`: the words that people put before a secret. Only with a letter and a digit in the value and nothing after it that
 * makes it code, so that `token: string`, `password=readPassword()` and `secret=process.env.X` stay.
 */
function assigned(sign: string, least: number): RegExp {
	const word = '(?:password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key)';
	const mixed = `(?=${inValue}{0,255}\\d)(?=${inValue}{0,255}[A-Za-z])(?!${reference})`;
	return new RegExp(`(${word}["']?${sign}["']?)${mixed}${inValue}{${least},256}(?![^\\s"'\`,;&{}<>\\]$])()`, 'gi');
}

const words = ['password', 'passwd', 'passphrase', 'secret', 'token', 'api', 'access'];

const shapes: readonly Shape[] = [
	{
		name: 'private key',
		signs: ['private key'],
		pattern: () => /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g,
	},
	{name: 'aws key', signs: ['akia', 'asia', 'abia', 'acca'], pattern: () => /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/g},
	{
		name: 'github token',
		signs: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_'],
		pattern: () => /\b(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255})\b/g,
	},
	{
		name: 'gitlab token',
		signs: ['glpat-', 'gldt-', 'glrt-', 'glptt-', 'glcbt-'],
		pattern: () => /(?<![A-Za-z0-9_-])gl(?:pat|dt|rt|ptt|cbt)-[A-Za-z0-9_-]{20,255}/g,
	},
	{name: 'anthropic key', signs: ['sk-ant-'], pattern: () => /(?<![A-Za-z0-9_-])sk-ant-[A-Za-z0-9_-]{16,512}/g},
	{
		name: 'openai key',
		signs: ['sk-'],
		pattern: () => /(?<![A-Za-z0-9_-])sk-(?:(?:proj|svcacct|admin|or-v1)-[A-Za-z0-9_-]{16,512}|[A-Za-z0-9]{20,512})(?![A-Za-z0-9_-])/g,
	},
	{name: 'stripe key', signs: ['k_live_', 'k_test_'], pattern: () => /\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,255}\b/g},
	{name: 'slack token', signs: ['xox', 'xapp-'], pattern: () => /(?<![A-Za-z0-9_-])(?:xox[a-z]|xapp)-[A-Za-z0-9-]{10,255}/g},
	{name: 'slack webhook', signs: ['hooks.slack.com'], pattern: () => /\bhooks\.slack\.com\/services\/[A-Za-z0-9/]{20,255}/g},
	{name: 'google key', signs: ['aiza'], pattern: () => /(?<![A-Za-z0-9_-])AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/g},
	{name: 'npm token', signs: ['npm_'], pattern: () => /\bnpm_[A-Za-z0-9]{36}\b/g},
	{name: 'hugging face token', signs: ['hf_'], pattern: () => /\bhf_[A-Za-z0-9]{30,255}\b/g},
	{name: 'json web token', signs: ['eyj'], pattern: () => /(?<![A-Za-z0-9_.-])eyJ[A-Za-z0-9_-]{8,4096}\.eyJ[A-Za-z0-9_-]{8,4096}\.[A-Za-z0-9_-]{8,4096}/g},
	{name: 'password', signs: ['://'], pattern: () => /(:\/\/[^\s/:@]{0,256}:)[^\s/@]{1,256}(@)/g, keep: true},
	{
		name: 'credential',
		signs: ['authorization'],
		pattern: () => /(\bauthorization["']?\s{0,3}:\s{0,3}["']?(?:bearer|basic|token)\s{1,3})[A-Za-z0-9._~+/=-]{8,4096}()/gi,
		keep: true,
	},
	{name: 'secret', signs: words, pattern: () => assigned('\\s?=\\s?', 6), keep: true},
	{name: 'secret', signs: words, pattern: () => assigned(': ?', 12), keep: true},
];

/** The text with each secret written as `[redacted: github token]`. Idempotent. */
export function redact(text: string): string {
	const small = text.toLowerCase();
	let out = text;
	for (const {name, signs, pattern, keep} of shapes)
		if (signs.some(sign => small.includes(sign))) out = out.replace(pattern(), keep ? `$1[redacted: ${name}]$2` : `[redacted: ${name}]`);
	return out;
}
