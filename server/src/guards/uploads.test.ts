import { withMethods } from './uploads';

describe('a guarded service', () => {
  it('keeps every other method of the service, of its class too, and can be copied again', () => {
    class Service {
      settings = () => 'own';
      upload() {
        return 'theirs';
      }
      other() {
        return `of the class: ${this.upload()}`;
      }
    }
    const guarded = withMethods(new Service(), { upload: () => 'guarded' });
    expect([guarded.upload(), guarded.other(), guarded.settings()]).toEqual([
      'guarded',
      'of the class: guarded',
      'own',
    ]);
    expect(Object.keys({ ...guarded })).toEqual(['settings', 'upload']);
  });
});
