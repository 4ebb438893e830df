/** Whether the directories of a schema are consistent: names lead to one thing each, and an object has one anchor. */
import type { DirectoryDefinition } from '../../synchronizationSchema';
import type { Report } from './faults';

export function checkDirectories(directories: readonly DirectoryDefinition[], report: Report): void {
  checkNames(directories, 'directories', report);
  directories.forEach(({ objects }, index) => {
    const path = `directories[${index}].objects`;
    checkNames(objects, path, report);
    objects.forEach(({ name, attributes }, objectIndex) => {
      const place = `${path}[${objectIndex}].attributes`;
      checkNames(attributes, place, report);
      const anchors = attributes.filter(({ anchor }) => anchor);
      if (anchors.length > 1) {
        const names = anchors.map((anchor) => anchor.name).join(', ');
        report(place, 'SeveralAnchors', `${name} must have one anchor attribute, got ${names}.`);
      }
    });
  });
}

function checkNames(named: readonly { readonly name: string }[], path: string, report: Report): void {
  const seen = new Set<string>();
  named.forEach(({ name }, index) => {
    if (seen.has(name) && name !== '') {
      report(`${path}[${index}].name`, 'DuplicateName', `"${name}" is there more than once.`);
    }
    seen.add(name);
  });
}
