export { fillIn } from './fillIn';
export { randomKey } from './randomKey';
export { savedTime } from './savedTime';
