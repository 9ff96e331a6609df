/** Could a full screen view live here? Both ends must be a terminal that can move its cursor. */
export const hasScreen = (): boolean => Boolean(process.stdin.isTTY && process.stdout.isTTY) && process.env['TERM'] !== 'dumb';
