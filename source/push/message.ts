/** Who committed, as the first words of a commit's subject: `[Session NAME] what she did` (seed 4). Pure. */

const prefix = /^\[Session ([^\]\s]{1,64})\](?: |$)/;

/** The name in a subject, or null. Text that anybody can write: a hint, never a proof. */
export const sessionIn = (subject: string): string | null => prefix.exec(subject)?.[1] ?? null;

/** With her name in front, once. */
export const withSession = (name: string, message: string): string => (sessionIn(message) === name ? message : `[Session ${name}] ${message}`);
