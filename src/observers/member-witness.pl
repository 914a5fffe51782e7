# Runs as the database's own user on a member of a replicated database (perl-base is in every Debian) and asks its PostgreSQL over
# the local socket what it is. One JSON line for each change, with CLOCK_MONOTONIC in milliseconds: it came after `before`, when
# this loop last saw otherwise, and not later than `at`.
#   role      it takes writes ("primary"), replays another's ("replica"), or does not answer ("away")
#   standbys  whom a primary streams to
#   gap       this loop itself did not run for half a second (the host was frozen, or the machine is overloaded)
# It ends when standard input does.
use strict; use warnings;
use Socket; use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);
use Fcntl;

my ($poll_ms, $standbys_ms, $path) = @ARGV;
$| = 1;

sub now { clock_gettime(CLOCK_MONOTONIC) * 1000 }
sub tell_of { my ($kind, $before, $at, $what) = @_;
  printf "{\"k\":\"%s\",\"before\":%.3f,\"at\":%.3f%s}\n", $kind, $before, $at, defined $what ? ",\"what\":\"$what\"" : '' }
fcntl(STDIN, F_SETFL, O_NONBLOCK);

# One question at a time, on a connection that is kept, never blocking: a frozen server must not stop this loop.
my ($line, $buffer, $asking, $value, $asked_at) = (undef, '', '', undef, 0);
my ($role, $role_at, $standbys, $standbys_at) = ('', now(), '', now());

sub message { my ($type, $body) = @_; $type . pack('N', 4 + length $body) . $body }
sub hang_up { undef $line; ($buffer, $asking) = ('', '') }
sub told_role { my ($new, $at) = @_;
  # Whoever has just become something streams to nobody yet.
  if ($new ne $role) { tell_of('role', $role_at, $at, $new); $standbys = '' }
  ($role, $role_at) = ($new, $asked_at || $at);
}
sub open_line {
  $asked_at = now();
  socket(my $socket, PF_UNIX, SOCK_STREAM, 0) or return;
  fcntl($socket, F_SETFL, O_NONBLOCK);
  connect($socket, pack_sockaddr_un($path)) or return told_role('away', now());
  ($line, $buffer, $asking) = ($socket, '', 'session');
  my $startup = pack('N', 196608) . "user\0postgres\0database\0postgres\0application_name\0haproof\0\0";
  syswrite $line, pack('N', 4 + length $startup) . $startup or hang_up();
}
sub ask { my ($what, $sql) = @_;
  ($asking, $value, $asked_at) = ($what, undef, now());
  syswrite $line, message('Q', "$sql\0") or hang_up();
}
sub read_messages {
  while (length $buffer >= 5) {
    my ($type, $length) = unpack 'a N', $buffer;
    last if length $buffer < 1 + $length;
    my $body = substr $buffer, 5, $length - 4;
    $buffer = substr $buffer, 1 + $length;
    if ($type eq 'E') { told_role('away', now()); hang_up(); return }     # it starts, ends or recovers
    if ($type eq 'D') { my (undef, $size) = unpack 'n N', $body; $value = $size == 0xffffffff ? '' : substr $body, 6, $size }
    answered() if $type eq 'Z';
  }
}
sub answered {
  my $at = now();
  if ($asking eq 'role') { told_role($value eq 'f' ? 'primary' : 'replica', $at) }
  if ($asking eq 'standbys') {
    tell_of('standbys', $standbys_at, $at, $value) if $value ne $standbys;
    ($standbys, $standbys_at) = ($value, $asked_at);
  }
  $asking = '';
}

my ($quiet, $next_role, $next_standbys) = (now(), now(), now());
while (1) {
  my $bits = '';
  vec($bits, fileno STDIN, 1) = 1;
  vec($bits, fileno $line, 1) = 1 if defined $line;
  my $wait = $next_role - now();
  select $bits, undef, undef, $wait > 0 ? $wait / 1000 : 0;
  my $at = now();
  tell_of('gap', $quiet, $at) if $at - $quiet > 500;
  last if vec($bits, fileno STDIN, 1) && !sysread STDIN, my $ignored, 4096;
  if (defined $line && vec($bits, fileno $line, 1)) {
    my $got = sysread $line, $buffer, 65536, length $buffer;
    if ($got) { read_messages() }
    elsif (defined $got || !$!{EAGAIN}) { told_role('away', now()); hang_up() }
  }
  if ($at >= $next_role) {
    if (!defined $line) { open_line() }
    elsif ($asking eq '' && $role eq 'primary' && $at >= $next_standbys) {
      ask('standbys', "SELECT coalesce(string_agg(application_name, ',' ORDER BY application_name), '') FROM pg_stat_replication WHERE state = 'streaming'");
      $next_standbys = $at + $standbys_ms;
    }
    elsif ($asking eq '') { ask('role', 'SELECT pg_is_in_recovery()') }
    $next_role += $poll_ms;
    $next_role = $at + $poll_ms if $next_role < $at;
  }
  $quiet = now();
}
