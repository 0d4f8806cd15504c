// npm's ari-client. Run as: ari_client.js PORT count|play|wait|tones
'use strict';

const { randomUUID } = require('crypto');
const ari = require('ari-client');

const [port, work] = process.argv.slice(2);
const events = Number(process.env.BENCH_EVENTS);
let counted = 0;

ari.connect(`http://127.0.0.1:${port}`, 'asterisk', 'asterisk', (error, client) => {
  if (error) throw error;

  const count = () => {
    counted += 1;
    if (counted === events) client.channels.hangup({ channelId: 'done' }, () => {});
  };
  const answer = (event, channel) => {
    const playback = client.Playback(randomUUID());
    channel.play({ media: 'tone:ring' }, playback, () => {
      if (work === 'tones') setTimeout(pickUp, 500, channel, playback);
      if (work === 'wait') setTimeout(() => channel.hangup(() => {}), 3600000);
    });
  };
  const pickUp = (channel, playback) => {
    playback.stop(() => {
      channel.answer(() => setTimeout(() => channel.hangup(() => {}), 100));
    });
  };

  if (work === 'count') {
    for (const type of ['ChannelDtmfReceived', 'ChannelStateChange', 'ChannelHold', 'ChannelUnhold']) {
      client.on(type, count);
    }
  } else {
    client.on('StasisStart', answer);
  }
  client.start('bench');
});
