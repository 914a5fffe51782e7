# Runs on a member of a lease store (perl-base is in every Debian) and tells every change of some keys as etcd's own client tells it:
# one JSON line each, with CLOCK_MONOTONIC in milliseconds of its arrival. The whole history comes first, and again whenever
# the client had to be started anew; a change is known by its revision.
#   watch  a line of `etcdctl watch -w json`
# It ends when standard input does.
use strict; use warnings;
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);
use Fcntl;

my ($keys) = @ARGV;
my $again_ms = 250;
$| = 1;
fcntl(STDIN, F_SETFL, O_NONBLOCK);

sub now { clock_gettime(CLOCK_MONOTONIC) * 1000 }
my ($client, $pid, $rest, $next_start) = (undef, undef, '', 0);
my $quiet = now();
while (1) {
  if (!defined $client && now() >= $next_start) {
    $pid = open $client, '-|', "exec etcdctl watch --prefix --rev=1 -w json '$keys' 2>/dev/null" or die "etcdctl: $!";
    fcntl($client, F_SETFL, O_NONBLOCK);
    ($rest, $next_start) = ('', now() + $again_ms);
  }
  my $bits = '';
  vec($bits, fileno STDIN, 1) = 1;
  vec($bits, fileno $client, 1) = 1 if defined $client;
  select $bits, undef, undef, 0.05;
  my $at = now();
  last if vec($bits, fileno STDIN, 1) && !sysread STDIN, my $ignored, 4096;
  if (defined $client && vec($bits, fileno $client, 1)) {
    my $got = sysread $client, $rest, 65536, length $rest;
    if ($got) {
      while ($rest =~ s/^(.*)\n//) { my $said = $1; printf "{\"k\":\"watch\",\"before\":%.3f,\"at\":%.3f,\"said\":%s}\n", $quiet, $at, $said if $said =~ /^\{/ }
    }
    elsif (defined $got || !$!{EAGAIN}) { close $client; undef $client }
  }
  $quiet = now();
}
kill 'KILL', $pid if defined $client;
