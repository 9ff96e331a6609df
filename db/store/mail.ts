/** Mail, the jobs that it hands out, and drafts. Each operation is one transaction (../store.ts). */
import type {Draft, Message, MessageKind, Priority, Verified} from '../types.ts';

export type NewMail = {
	readonly from: string;
	readonly fromVerified: Verified;
	/** Names, or `@all`, `@repo`, `@waiting`: resolved at the moment of sending. */
	readonly to: readonly string[];
	/** For `@repo`: whose repository. */
	readonly repoKey: string | null;
	readonly body: string;
	readonly priority: Priority;
	readonly kind: MessageKind;
	readonly replyTo: number | null;
	/** A retry with the same nonce stores nothing and answers with the first send's messages. */
	readonly nonce: string;
	/** A draft that this send finishes: dropped in the same transaction, so mail is never both or neither. */
	readonly draft?: string;
};

export type SendResult =
	| {readonly ok: true; readonly messages: readonly Message[] /** Names nobody has yet. */; readonly unknown: readonly string[]}
	| {readonly ok: false; readonly reason: 'nobody'};

export type AckResult = {
	readonly id: number;
	readonly outcome:
		| 'acked'
		| 'already'
		| 'declined'
		| 'unknown'
		| 'not-yours'
		/** A group dispatch that another took first. */
		| 'taken';
	readonly takenBy: string | null;
	readonly message: Message | null;
};

export type Recalled = {
	readonly recalled: readonly number[];
	/** Not taken back: they were read. */
	readonly read: readonly number[];
	/** Letters that were read only by answering them: unread again. */
	readonly reopened: readonly number[];
};

export type MailStore = {
	sendMail(mail: NewMail): Promise<SendResult>;
	markSurfaced(name: string, ids: readonly number[]): Promise<void>;
	/** Only after it was printed. */
	markRead(name: string, ids: readonly number[]): Promise<void>;
	ack(name: string, ids: readonly number[], options?: {readonly declineWhy?: string}): Promise<readonly AckResult[]>;
	/** Takes back unread mail of one send; answers what could not be taken back because it was read. */
	recall(from: string, ids: readonly number[]): Promise<Recalled>;
	/** The keeper takes a dispatch back. */
	withdraw(id: number, by: string): Promise<boolean>;
	saveDraft(draft: Omit<Draft, 'savedAt'>): Promise<void>;
	dropDraft(key: string): Promise<void>;
};
