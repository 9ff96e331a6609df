/** Values that take several columns, both ways. */
import type {ProcessColumns, SisterRow, TerminalColumns} from './rows.ts';
import type {DeclaredStatus, ProcessIdentity, TerminalPlace} from './types.ts';

export const terminalColumns = (place: TerminalPlace | null): TerminalColumns => ({
	terminal_kind: place?.kind ?? null,
	terminal_socket: place?.socket ?? null,
	terminal_pane: place?.pane ?? null,
	terminal_server: place?.server ?? null,
});

export function terminalOf(row: TerminalColumns): TerminalPlace | null {
	const {terminal_kind: kind, terminal_socket: socket, terminal_pane: pane, terminal_server: server} = row;
	if ((kind !== 'tmux' && kind !== 'kitty') || socket === null || pane === null || server === null) return null;
	return {kind, socket, pane, server};
}

export const processColumns = (process: ProcessIdentity): ProcessColumns => ({
	host: process.host,
	boot_id: process.bootId,
	pid: process.pid,
	start_time: process.startTime,
});

export const processOf = (row: ProcessColumns): ProcessIdentity => ({host: row.host, bootId: row.boot_id, pid: row.pid, startTime: row.start_time});

/** What she says of herself, or null. */
export function declaredOf(row: Pick<SisterRow, 'declared_status' | 'declared_note' | 'declared_workstream' | 'declared_since'>): DeclaredStatus | null {
	const {declared_status: status, declared_note: note, declared_workstream: workstream, declared_since: since} = row;
	return status === null || since === null ? null : {status, note, workstream, since};
}
