/** Brings a human to a pane: moves her own client, or says which command attaches. Types nothing anywhere. */
import type {TerminalPlace} from '../../db/types.ts';
import {RunError} from '../run.ts';
import {askServer, isNoServer, newToken} from './tmux-client.ts';
import {paneId, serverFormat} from './tmux-script.ts';
import {canonicalSocket, parseTmuxVariable} from './tmux-sockets.ts';
import type {JumpResult} from './types.ts';

/** Client names are paths of terminals (`/dev/pts/4`) or `client-123`. */
const clientName = /^[\w./:-]{1,128}$/;

const attachCommand = (place: TerminalPlace): readonly string[] => ['tmux', '-u', '-S', place.socket, 'attach-session', '-t', place.pane];

/** The command as a human would type it in a shell. */
const asTyped = (words: readonly string[]): string => words.map(word => (/^[\w./%:@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');

type Visit = {readonly alive: boolean; readonly sameServer: boolean; readonly pane: boolean; readonly client: string | null};

/** Looks again, right before anything is moved: is it still that server, that pane, and which client is mine? */
const visit = async (place: TerminalPlace, env: NodeJS.ProcessEnv): Promise<Visit> => {
	const token = newToken();
	const script = `display-message -p '${token}\t${serverFormat}\t#{client_name}\t'\ndisplay-message -p -t ${place.pane} '${token}\t#{pane_id}\t'\n`;
	const result = await askServer(place.socket, script, env);
	const [, own = '', target = ''] = result.stdout.split(token);
	const [, server, client = ''] = own.split('\t');
	return {
		alive: server !== undefined || !isNoServer(result.stderr),
		sameServer: server === place.server,
		pane: target.split('\t')[1] === place.pane,
		client: clientName.test(client) ? client : null,
	};
};

const no = (why: string): JumpResult => ({ok: false, why});

const switchClient = async (place: TerminalPlace, client: string, env: NodeJS.ProcessEnv): Promise<JumpResult> => {
	const result = await askServer(place.socket, `switch-client -c ${client} -t ${place.pane}\n`, env);
	return result.code === 0 ? {ok: true, how: 'switched'} : no(`tmux would not switch to ${place.pane}: ${result.stderr.trim() || 'no reason given'}`);
};

/**
 * Inside tmux on the same server the caller's own client is switched (session, window and pane in one step). Outside of
 * tmux the answer is the command that attaches, for the caller to host. From another server it is a sentence that names that command.
 */
export const jumpToPane = async (place: TerminalPlace, env: NodeJS.ProcessEnv): Promise<JumpResult> => {
	if (!paneId.test(place.pane) || !place.socket.startsWith('/')) return no(`${place.pane} is no tmux pane`);
	const mine = parseTmuxVariable(env['TMUX']);
	const isMine = mine !== null && canonicalSocket(mine.socket) === canonicalSocket(place.socket);
	try {
		const seen = await visit(place, isMine ? env : {...env, TMUX: undefined, TMUX_PANE: undefined});
		if (!seen.alive) return no(`The tmux server at ${place.socket} is gone, and its panes with it.`);
		if (!seen.sameServer) return no(`The tmux server at ${place.socket} was restarted since: that pane is gone.`);
		if (!seen.pane) return no(`Pane ${place.pane} is gone.`);
		if (mine === null) return {ok: true, how: 'attach', command: attachCommand(place), env: {TMUX: undefined, TMUX_PANE: undefined}};
		if (!isMine) return no(`That pane belongs to another tmux server. In another terminal run: ${asTyped(attachCommand(place))}`);
		if (seen.client === null) return no('No terminal is attached to this tmux session, so there is nothing to switch.');
		return await switchClient(place, seen.client, env);
	} catch (error) {
		if (error instanceof RunError) return no(`Could not jump: ${error.message}.`);
		throw error;
	}
};
