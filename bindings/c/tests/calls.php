<?php
// The interface called from PHP by its FFI, as recruiting software would. Reads and prints as calls.c does.
// php calls.php LIBRARY HEADER

// PHP's parser knows no directives and no comments of the preprocessor's.
$header = preg_replace('/^#.*$|^extern "C" \{$|^\}  ?\/\/ extern "C"$/m', '', file_get_contents($argv[2]));
$metiers = FFI::cdef($header, $argv[1]);

$classifier = $metiers->new('metiers_classifier');
$status = $metiers->metiers_new(null, 0, FFI::addr($classifier));
if ($status !== $metiers->METIERS_OK) exit("no classifier: $status\n");
$verdict = $metiers->new('metiers_verdict');

function text($pointer): string { return $pointer === null ? '' : (is_string($pointer) ? $pointer : FFI::string($pointer)); }

foreach (file('php://stdin', FILE_IGNORE_NEW_LINES) as $line) {
    [$title, $size, $kind] = explode("\t", $line);
    $status = $metiers->metiers_classify(
        $classifier->cdata, $title, strlen($title), (int) $size, $kind === '' ? null : $kind, FFI::addr($verdict));
    if ($status !== $metiers->METIERS_OK) exit("status $status for $title\n");
    printf("%s,%s,%.2f,%s\n", text($verdict->family), text($verdict->reason), $verdict->confidence, text($verdict->runner_up));
}

$bad = $metiers->metiers_classify($classifier->cdata, "SEO\xff", 4, -1, null, FFI::addr($verdict));
if ($bad !== $metiers->METIERS_NOT_UTF8) exit("not UTF-8, yet $bad\n");
$freed = [$metiers->metiers_free($classifier->cdata), $metiers->metiers_free($classifier->cdata)];
if ($freed !== [$metiers->METIERS_OK, $metiers->METIERS_NO_CLASSIFIER]) exit("freed twice: " . json_encode($freed) . "\n");
