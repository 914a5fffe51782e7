# Runs inside a balancer (perl-base is in every Debian) and prints what happens there as it happens, one JSON line each, with
# CLOCK_MONOTONIC in milliseconds. Every line carries [before, at]: the event came after `before`, when this loop last saw
# nothing, and not later than `at`.
#   syslog   a datagram at /dev/log: HAProxy's "Server x is DOWN", keepalived's "Entering MASTER STATE"
#   address  the kernel added or removed an IPv4 address (rtnetlink)
#   servers  HAProxy's view of every server, from the master's socket, when it differs from the last poll
#   gone     a server is in no list any more (a reload took it out)
#   gap      this loop itself did not run for half a second (the host was frozen, or the machine is overloaded)
# It ends when standard input does.
use strict; use warnings;
use Socket; use IO::Socket::UNIX; use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);
use Fcntl;

my ($poll_ms, $master) = @ARGV;
my $step_ms = 5;
$| = 1;

sub now { clock_gettime(CLOCK_MONOTONIC) * 1000 }
sub quote { my $t = shift; $t =~ s/([\\"])/\\$1/g; $t =~ s/([\x00-\x1f\x7f-\xff])/sprintf "\\u%04x", ord $1/ge; "\"$t\"" }
sub tell_of { my ($kind, $before, $at, %more) = @_;
  printf "{\"k\":\"%s\",\"before\":%.3f,\"at\":%.3f%s}\n", $kind, $before, $at, join '', map { ",\"$_\":" . $more{$_} } sort keys %more }

unlink '/dev/log';
socket(my $log, PF_UNIX, SOCK_DGRAM, 0) or die "socket: $!";
bind($log, pack_sockaddr_un('/dev/log')) or die "/dev/log: $!";
chmod 0666, '/dev/log';
setsockopt($log, SOL_SOCKET, SO_RCVBUF, 1 << 20);

# AF_NETLINK 16, NETLINK_ROUTE 0, group RTMGRP_IPV4_IFADDR 0x10
socket(my $route, 16, SOCK_RAW, 0) or die "netlink: $!";
bind($route, pack('S S L L', 16, 0, 0, 0x10)) or die "netlink bind: $!";

fcntl($_, F_SETFL, O_NONBLOCK) for $log, $route, \*STDIN;

for my $line (`ip -o -4 address show`) {
  tell_of('address', now(), now(), device => quote($1), address => quote($2), held => 'true') if $line =~ /^\d+:\s+(\S+)\s+inet ([\d.]+)/;
}

sub read_address { my ($message, $before, $at) = @_;
  while (length $message >= 16) {
    my ($length, $type) = unpack 'L S', $message;
    last if $length < 16 || $length > length $message;
    if ($type == 20 || $type == 21) {                                     # RTM_NEWADDR, RTM_DELADDR
      my $rest = substr $message, 24, $length - 24;
      while (length $rest >= 4) {
        my ($size, $kind) = unpack 'S S', $rest;
        last if $size < 4;
        if ($kind == 2) {                                                   # IFA_LOCAL
          tell_of('address', $before, $at, address => quote(join '.', unpack 'C4', substr $rest, 4, 4), held => $type == 20 ? 'true' : 'false');
        }
        $size = ($size + 3) & ~3;
        last if $size > length $rest;
        $rest = substr $rest, $size;
      }
    }
    $length = ($length + 3) & ~3;
    last if $length > length $message;
    $message = substr $message, $length;
  }
}

# One question to HAProxy at a time, on a connection that is kept, never blocking: a frozen HAProxy must not stop this loop.
# An answer ends with an empty line. A new connection means a new HAProxy: everything it says is news.
my ($line, $waiting, $answer, $asked_at, $previous_at) = (undef, 0, '', 0, now());
my (%last, %result);
sub ask {
  if (!defined $line) {
    socket(my $socket, PF_UNIX, SOCK_STREAM, 0) or return;
    fcntl($socket, F_SETFL, O_NONBLOCK);
    connect($socket, pack_sockaddr_un($master)) or return;
    $line = $socket;
    $last{$_} = '' for keys %last;
    %result = ();
  }
  syswrite $line, "\@1 show servers state\n" or return hang_up();
  ($waiting, $answer, $asked_at) = (1, '', now());
}
sub hang_up { undef $line; $waiting = 0 }
sub read_servers { my ($text) = @_;
  my %gone = %last;
  for my $row (split /\n/, $text) {
    my @f = split ' ', $row;
    next if @f < 15 || $f[0] !~ /^\d+$/;
    my ($state, $admin, $status, $result, $health, $check) = @f[5, 6, 10, 11, 12, 13];
    my $name = "$f[1]/$f[3]";
    delete $gone{$name};
    # While a check is under way (bit 1) its result is not known: the last one still counts.
    ($status, $result, $health) = @{ $result{$name} } if $check & 1 && $result{$name};
    $result{$name} = [$status, $result, $health];
    my $view = "$state $admin $status $result $health";
    next if defined $last{$name} && $last{$name} eq $view;
    $last{$name} = $view;
    tell_of('servers', $previous_at, now(), backend => quote($f[1]), server => quote($f[3]), op => $state, admin => $admin,
      status => $status, result => $result, health => $health, checked => $check & 2 ? 'true' : 'false');
  }
  for my $name (keys %gone) {
    my ($backend, $server) = split m{/}, $name, 2;
    delete $last{$name};
    tell_of('gone', $previous_at, now(), backend => quote($backend), server => quote($server));
  }
  $previous_at = $asked_at;
}

my ($quiet, $next_poll) = (now(), now());
LOOP: while (1) {
  my $bits = '';
  vec($bits, fileno $_, 1) = 1 for $log, $route, \*STDIN;
  vec($bits, fileno $line, 1) = 1 if defined $line;
  select $bits, undef, undef, $step_ms / 1000;
  my $at = now();
  tell_of('gap', $quiet, $at) if $at - $quiet > 500;
  last if vec($bits, fileno STDIN, 1) && !sysread STDIN, my $ignored, 4096;
  while (defined recv $log, my $said, 65536, 0) {
    $said =~ s/\s+$//;
    tell_of('syslog', $quiet, $at, text => quote($said)) unless $said =~ / (?:Connect from|[\w-]+\[\d+\]: [\d.]+:\d+ \[)/;
  }
  while (defined recv $route, my $message, 65536, 0) { read_address($message, $quiet, $at) }
  if (defined $line && vec($bits, fileno $line, 1)) {
    my $got = sysread $line, $answer, 65536, length $answer;
    if (defined $got && $got == 0 || !defined $got && !$!{EAGAIN}) { hang_up() }
    elsif ($waiting && $answer =~ /\n\n$/) { read_servers($answer); $waiting = 0 }
  }
  if ($at >= $next_poll) {
    # A question that a reload swallowed is asked again on a new connection.
    hang_up() if $waiting && $at - $asked_at > 1000;
    ask() unless $waiting;
    $next_poll += $poll_ms;
    $next_poll = $at + $poll_ms if $next_poll < $at;
  }
  $quiet = now();
}
