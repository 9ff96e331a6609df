/** Text into the clipboard of the keeper's terminal, wherever that runs: OSC 52, which goes over ssh as well. Pure. */
const esc = '\u001b';

/**
 * The bytes to write. Inside tmux twice: as it is (tmux with `set-clipboard on` takes it) and wrapped (with `allow-passthrough` the terminal
 * around it does). Base64: nothing of the text is read as anything else.
 */
export function clipboardBytes(text: string, env: NodeJS.ProcessEnv): string {
	const bytes = `${esc}]52;c;${Buffer.from(text, 'utf8').toString('base64')}\u0007`;
	return env['TMUX'] ? `${bytes}${esc}Ptmux;${bytes.replaceAll(esc, `${esc}${esc}`)}${esc}\\` : bytes;
}
