import { filesBeside, presentationParts, sourcesOf } from './playback';

const ID = '58b1c0a7a1a3f1a3c3bb7f0f8f35e0a3f4f0a2d1-1772441721124';
const PAGE = `https://bbb.example.org/playback/video/${ID}/`;

describe('the page of a recording', () => {
  it('names its files, MP4 first, then WebM, then the rest', () => {
    const html = `<video controls><source src="a.ogv"><SOURCE type='video/webm' SRC='video-1.webm'><source src="video-0.m4v" type="video/mp4"></video><source src="elsewhere.mp4">`;
    expect(sourcesOf(html)).toEqual(['video-0.m4v', 'video-1.webm', 'a.ogv']);
  });

  it('may name the file in the video element itself, with markup around it', () => {
    expect(
      sourcesOf('<!-- <video src="no.mp4"> --><p>&amp;<video src="meeting.mp4?x=1&amp;y=2"></video>'),
    ).toEqual(['meeting.mp4?x=1&y=2']);
  });

  it('is where its files are looked for, under the names that servers have used', () => {
    expect(filesBeside(PAGE, '<html>no video</html>', 'video').map((url) => url.replace(PAGE, ''))).toEqual([
      'video-0.m4v',
      'video-0.mp4',
      'video-0.webm',
      'capture.m4v',
      'meeting.mp4',
    ]);
    expect(filesBeside(PAGE, '<video><source src="/v/x.mp4#t=1"></video>', 'video')[0]).toBe(
      'https://bbb.example.org/v/x.mp4',
    );
  });

  it('is a folder even if its address has no slash, and its token is not sent anywhere else', () => {
    const [first] = filesBeside(`${PAGE.slice(0, -1)}?token=abc`, '', 'video');
    expect(first).toBe(`${PAGE}video-0.m4v`);
  });

  it('leads to no other kind of address', () => {
    const html =
      '<video><source src="file:///etc/passwd"><source src="javascript:alert(1)"><source src="http://["></video>';
    expect(filesBeside(PAGE, html, 'webcams')).toEqual([]);
  });
});

it('the parts of a presentation are in a folder of their own', () => {
  expect(
    presentationParts(`https://bbb.example.org/playback/presentation/2.3/${ID}`, ID, [
      'webcams',
      'deskshare',
    ]),
  ).toEqual([
    `https://bbb.example.org/presentation/${ID}/video/webcams.webm`,
    `https://bbb.example.org/presentation/${ID}/video/webcams.mp4`,
    `https://bbb.example.org/presentation/${ID}/deskshare/deskshare.webm`,
    `https://bbb.example.org/presentation/${ID}/deskshare/deskshare.mp4`,
  ]);
});
