# Runs inside a host (perl-base is in every Debian) and prints how long its programs waited for a processor although they could
# have run, one JSON line for each look at which one waited for too much of the time, with CLOCK_MONOTONIC in milliseconds:
# between `before` and `at`, a thread of `name` waited for `waited` milliseconds. The kernel counts it for every thread
# (/proc/<pid>/task/<tid>/schedstat, second figure, nanoseconds). It ends when standard input does.
use strict; use warnings;
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

my ($every_ms, $share) = @ARGV;
$| = 1;

sub now { clock_gettime(CLOCK_MONOTONIC) * 1000 }

# Thread → milliseconds that it has waited in all its life; its own threads do not count.
sub waits { my %waits;
  for my $file (glob '/proc/[0-9]*/task/*/schedstat') {
    next if $file =~ m{^/proc/$$/};
    open my $handle, '<', $file or next;
    my (undef, $waited) = split ' ', (readline($handle) // next);
    $waits{$file} = $waited / 1e6;
  }
  \%waits }

sub name_of { my ($pid) = $_[0] =~ m{^(/proc/\d+)/};
  open my $handle, '<', "$pid/comm" or return 'a program';
  my $name = readline($handle) // 'a program';
  $name =~ s/[^\w.\/ -]//g;
  $name }

my ($before, $last) = (now(), waits());
print "{\"k\":\"watching\",\"at\":$before}\n";
while (1) {
  vec(my $readable = '', fileno STDIN, 1) = 1;
  last if select($readable, undef, undef, $every_ms / 1000) && !sysread STDIN, my $ignored, 4096;
  my ($at, $waits) = (now(), waits());
  my ($most, $who) = (0, '');
  for my $thread (keys %$waits) {
    my $waited = $waits->{$thread} - ($last->{$thread} // $waits->{$thread});
    ($most, $who) = ($waited, $thread) if $waited > $most;
  }
  printf "{\"k\":\"starved\",\"before\":%.3f,\"at\":%.3f,\"waited\":%.3f,\"name\":\"%s\"}\n", $before, $at, $most, name_of($who)
    if $most > $share * ($at - $before);
  ($before, $last) = ($at, $waits);
}
