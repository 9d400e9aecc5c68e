<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>slipway::desktop::CommandPalette</name>
    <message numerus="yes">
        <source>%n entries</source>
        <translation>
            <numerusform>%n entry</numerusform>
            <numerusform>%n entries</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::desktop::ConnectionTest</name>
    <message numerus="yes">
        <source>Connected: Slipway %1 with %n containers.</source>
        <translation>
            <numerusform>Connected: Slipway %1 with %n container.</numerusform>
            <numerusform>Connected: Slipway %1 with %n containers.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::desktop::CreateConfigureStep</name>
    <message numerus="yes">
        <source>Creates %n containers: %1 … %2</source>
        <translation>
            <numerusform>Creates %n container: %1 … %2</numerusform>
            <numerusform>Creates %n containers: %1 … %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::desktop::CreatePage</name>
    <message numerus="yes">
        <source>Create %n</source>
        <translation>
            <numerusform>Create %n</numerusform>
            <numerusform>Create %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::desktop::CreateReviewStep</name>
    <message numerus="yes">
        <source>And %n more.</source>
        <translation>
            <numerusform>And %n more.</numerusform>
            <numerusform>And %n more.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n containers, one after the other</source>
        <translation>
            <numerusform>%n container, one after the other</numerusform>
            <numerusform>%n containers, one after the other</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::desktop::LivePanel</name>
    <message numerus="yes">
        <source>of %n cores</source>
        <translation>
            <numerusform>of %n core</numerusform>
            <numerusform>of %n cores</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::desktop::MainWindow</name>
    <message numerus="yes">
        <source>%n creations are under way on the backend of this window. It stops when the window closes, and they end as failed.</source>
        <translation>
            <numerusform>%n creation is under way on the backend of this window. It stops when the window closes, and it ends as failed.</numerusform>
            <numerusform>%n creations are under way on the backend of this window. It stops when the window closes, and they end as failed.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::desktop::NodeEditorPage</name>
    <message numerus="yes">
        <source>Testing… %n s</source>
        <translation>
            <numerusform>Testing… %n s</numerusform>
            <numerusform>Testing… %n s</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::desktop::Presence</name>
    <message numerus="yes">
        <source>Slipway: %n creations under way</source>
        <translation>
            <numerusform>Slipway: %n creation under way</numerusform>
            <numerusform>Slipway: %n creations under way</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::desktop::Profiles</name>
    <message numerus="yes">
        <source>A name has at most %n characters.</source>
        <translation>
            <numerusform>A name has at most %n character.</numerusform>
            <numerusform>A name has at most %n characters.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::desktop::RunsOverview</name>
    <message numerus="yes">
        <source>%n under way</source>
        <translation>
            <numerusform>%n under way</numerusform>
            <numerusform>%n under way</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more under way, in the list of containers</source>
        <translation>
            <numerusform>%n more under way, in the list of containers</numerusform>
            <numerusform>%n more under way, in the list of containers</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::desktop::TemplateFiles</name>
    <message numerus="yes">
        <source>%n bytes that are no plain text; they are kept as they are.</source>
        <translation>
            <numerusform>%n byte that is no plain text; it is kept as it is.</numerusform>
            <numerusform>%n bytes that are no plain text; they are kept as they are.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::elements::StepHeader</name>
    <message numerus="yes">
        <source>%n to correct</source>
        <translation>
            <numerusform>%n to correct</numerusform>
            <numerusform>%n to correct</numerusform>
        </translation>
    </message>
</context>
</TS>
