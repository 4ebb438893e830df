/** Every route of the directory. */
import { DELETED_ITEM_ROUTES } from './deletedItems';
import { MANAGER_ROUTES } from './manager';
import { ORGANIZATION_ROUTES } from './organization';
import type { DirectoryRoute } from './request';
import { USER_ROUTES } from './users';

export const DIRECTORY_ROUTES: readonly DirectoryRoute[] = [
  ...USER_ROUTES,
  ...MANAGER_ROUTES,
  ...DELETED_ITEM_ROUTES,
  ...ORGANIZATION_ROUTES,
];
